-- KEYS: datasets, dataset   ARGV: id
-- Answers 1, or 0 when there is none.
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('UNLINK', KEYS[2])
