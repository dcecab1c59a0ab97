-- A new score for one of the board's members.
local n = 0
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", "/ZADD/board/" .. n % 9999991 .. "/" .. string.format("member:%08d", n % 1000000))
end
