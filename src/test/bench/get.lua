-- GET of one of 100,000 keys.
local n = 0
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", "/GET/key:" .. n % 100000)
end
