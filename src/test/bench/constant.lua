-- An answer that is always the same, of the size of a GET's.
request = function() return wrk.format("GET", "/constant") end
