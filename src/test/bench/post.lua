-- One GET in a request to /, as clients of the dialect send it.
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Upstash-Encoding"] = "base64"
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format(nil, "/", nil, '["GET","key:' .. n % 100000 .. '"]')
end
