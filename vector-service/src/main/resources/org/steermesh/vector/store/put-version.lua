-- Stores a version as the newest of its vector unless the vector has that digest.
-- KEYS: vectors, vector, order, digests, version   ARGV: vector id, digest, record, create time, floats of each site...
-- Answers the record that is there already, or nil.
local there = redis.call('HGET', KEYS[5], 'record')
if there then return there end
local place = string.format('%016d:%s', redis.call('HINCRBY', KEYS[2], 'sequence', 1), ARGV[2])
redis.call('HSETNX', KEYS[2], 'created', ARGV[4])
redis.call('HSET', KEYS[5], 'record', ARGV[3], 'place', place)
for i = 5, #ARGV do
  redis.call('HSET', KEYS[5], 'site:' .. (i - 5), ARGV[i])
end
redis.call('ZADD', KEYS[3], 0, place)
redis.call('ZADD', KEYS[4], 0, ARGV[2])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return nil
