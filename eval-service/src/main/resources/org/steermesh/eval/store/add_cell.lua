-- Keeps the result of a cell, for the holder of the claim only.
-- KEYS: head, cells. ARGV: holder, cell index, result
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then return 'LOST' end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 'KEPT'
