-- Stores a data set unless its id is taken.
-- KEYS: datasets, dataset   ARGV: id, digest, record, block...
-- Answers the record that is there already, or nil.
local there = redis.call('HGET', KEYS[2], 'record')
if there then return there end
redis.call('HSET', KEYS[2], 'digest', ARGV[2], 'record', ARGV[3])
for i = 4, #ARGV do
  redis.call('HSET', KEYS[2], 'block:' .. (i - 4), ARGV[i])
end
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return nil
