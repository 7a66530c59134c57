-- Stores a sparse version as the newest of its vector unless the vector has that digest; the staged rows become its own.
-- KEYS: vectors, vector, order, digests, version, staged rows, rows   ARGV: vector id, digest, record, create time, vector, number of blocks staged
-- Answers the record that is there already and its status or '', or nothing, or {'incomplete'} if blocks are gone.
local there = redis.call('HMGET', KEYS[5], 'record', 'status')
if there[1] then
  redis.call('UNLINK', KEYS[6])
  return {there[1], there[2] or ''}
end
if redis.call('HLEN', KEYS[6]) ~= tonumber(ARGV[6]) then return {'incomplete'} end
-- First what can fail: nothing that was written before it is taken back.
redis.call('RENAME', KEYS[6], KEYS[7])
redis.call('PERSIST', KEYS[7])
local place = string.format('%016d:%s', redis.call('HINCRBY', KEYS[2], 'sequence', 1), ARGV[2])
redis.call('HSETNX', KEYS[2], 'created', ARGV[4])
redis.call('HSET', KEYS[5], 'record', ARGV[3], 'place', place, 'site:0', ARGV[5])
redis.call('ZADD', KEYS[3], 0, place)
redis.call('ZADD', KEYS[4], 0, ARGV[2])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return {}
