-- KEYS: digests, aliases   ARGV: alias, full digest or '' to remove, 'anywhere' | 'nowhere' | 'at', start of the digest expected
-- Answers {'moved'}, {'elsewhere', digest or ''}, {'no-such-alias'} or {'no-such-version'}.
local now = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if ARGV[3] == 'nowhere' and now ~= '' then return {'elsewhere', now} end
if ARGV[3] == 'at' and (now == '' or string.sub(now, 1, #ARGV[4]) ~= ARGV[4]) then
  return {'elsewhere', now}
end
if ARGV[2] == '' then
  if now == '' then return {'no-such-alias'} end
  redis.call('HDEL', KEYS[2], ARGV[1])
  return {'moved'}
end
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then return {'no-such-version'} end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return {'moved'}
