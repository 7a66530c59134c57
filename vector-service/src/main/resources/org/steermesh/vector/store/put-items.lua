-- Makes staged items a data set unless its id is taken.
-- KEYS: datasets, dataset, staged   ARGV: id, digest, record, number of fields staged
-- Answers the record that is there already, or nil, or 'incomplete' if fields are gone.
local there = redis.call('HGET', KEYS[2], 'record')
if there then return there end
if redis.call('HLEN', KEYS[3]) ~= tonumber(ARGV[4]) then return 'incomplete' end
redis.call('RENAME', KEYS[3], KEYS[2])
redis.call('PERSIST', KEYS[2])
redis.call('HSET', KEYS[2], 'digest', ARGV[2], 'record', ARGV[3])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return nil
