-- Adds fields to what is staged, and lets it live on for a while; together, so that nothing stays for ever.
-- KEYS: staged   ARGV: ms to keep it, field, value, field, value...
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
