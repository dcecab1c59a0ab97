-- SET of one of 100,000 keys to 100 bytes.
local n = 0
local value = string.rep("v", 100)
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", "/SET/key:" .. n % 100000 .. "/" .. value)
end
