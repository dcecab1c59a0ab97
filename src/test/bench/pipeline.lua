-- Ten GETs in one request to /pipeline.
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  local commands = {}
  for i = 1, 10 do
    n = (n * 1103515245 + 12345) % 2147483648
    commands[i] = '["GET","key:' .. n % 100000 .. '"]'
  end
  return wrk.format(nil, "/pipeline", nil, "[" .. table.concat(commands, ",") .. "]")
end
