-- Stores a version as the newest of its vector unless the vector has that digest.
-- KEYS: vectors, vector, order, digests, version, children of each parent..., version of each parent that must be there...
-- ARGV: vector id, digest, record, create time, children keys of its parents or '', number of parents, field and bytes of each site's floats...
-- Answers the record that is there already and its status or '', or nothing, or {number of the parent that is gone}.
local there = redis.call('HMGET', KEYS[5], 'record', 'status')
if there[1] then return {there[1], there[2] or ''} end
local last = 5 + tonumber(ARGV[6])
for i = last + 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then return {tostring(i - last)} end
end
local place = string.format('%016d:%s', redis.call('HINCRBY', KEYS[2], 'sequence', 1), ARGV[2])
redis.call('HSETNX', KEYS[2], 'created', ARGV[4])
redis.call('HSET', KEYS[5], 'record', ARGV[3], 'place', place)
if ARGV[5] ~= '' then redis.call('HSET', KEYS[5], 'parents', ARGV[5]) end
for i = 6, last do
  redis.call('SADD', KEYS[i], ARGV[1] .. '/' .. ARGV[2])
end
for i = 7, #ARGV, 2 do
  redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1])
end
redis.call('ZADD', KEYS[3], 0, place)
redis.call('ZADD', KEYS[4], 0, ARGV[2])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return {}
