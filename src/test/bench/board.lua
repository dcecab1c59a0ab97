-- The top ten of a board.
request = function() return wrk.format("GET", "/ZREVRANGE/board/0/9/WITHSCORES") end
