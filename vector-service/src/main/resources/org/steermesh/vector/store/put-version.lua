-- Stores a version as the newest of its vector unless the vector has that digest.
-- KEYS: vectors, vector, order, digests, version, children of each parent...
-- ARGV: vector id, digest, record, create time, children keys of its parents or '', floats of each site...
-- Answers the record that is there already and its status or '', or nothing.
local there = redis.call('HMGET', KEYS[5], 'record', 'status')
if there[1] then return {there[1], there[2] or ''} end
local place = string.format('%016d:%s', redis.call('HINCRBY', KEYS[2], 'sequence', 1), ARGV[2])
redis.call('HSETNX', KEYS[2], 'created', ARGV[4])
redis.call('HSET', KEYS[5], 'record', ARGV[3], 'place', place)
if ARGV[5] ~= '' then redis.call('HSET', KEYS[5], 'parents', ARGV[5]) end
for i = 6, #KEYS do
  redis.call('SADD', KEYS[i], ARGV[1] .. '/' .. ARGV[2])
end
for i = 6, #ARGV do
  redis.call('HSET', KEYS[5], 'site:' .. (i - 6), ARGV[i])
end
redis.call('ZADD', KEYS[3], 0, place)
redis.call('ZADD', KEYS[4], 0, ARGV[2])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return {}
