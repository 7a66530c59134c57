-- KEYS: digests, aliases, vector, history, places, versions of earlier places...
-- ARGV: alias, 'anywhere' | 'nowhere' | 'at', start of the digest expected, ms since 1970, actor, state required or '', digests of those earlier places...
-- Answers {'moved', digest}, {'elsewhere', digest or ''}, {'no-past'}, {'too-many'}, {'in-state', state} or {'changed'} if the place is none of those.
local alias = ARGV[1]
local now = redis.call('HGET', KEYS[2], alias) or ''
if ARGV[2] == 'nowhere' and now ~= '' then return {'elsewhere', now} end
if ARGV[2] == 'at' and (now == '' or string.sub(now, 1, #ARGV[3]) ~= ARGV[3]) then
  return {'elsewhere', now}
end
local past = redis.call('HGET', KEYS[5], alias) or ''
local target = ''
while target == '' and #past > 0 do
  local last = string.sub(past, -65, -2)
  past = string.sub(past, 1, -66)
  if last ~= now and redis.call('ZSCORE', KEYS[1], last) then target = last end
end
if target == '' then return {'no-past'} end
if ARGV[6] ~= '' then
  local version
  for i = 7, #ARGV do
    if ARGV[i] == target then version = KEYS[i - 1] end
  end
  if not version then return {'changed'} end
  local status = redis.call('HGET', version, 'status')
  local state = status and cjson.decode(status)['state'] or 'CANDIDATE'
  if state ~= ARGV[6] then return {'in-state', state} end
end
if now == '' and redis.call('HLEN', KEYS[2]) >= 100 then return {'too-many'} end
redis.call('HSET', KEYS[5], alias, past)
redis.call('HSET', KEYS[2], alias, target)
local change = {format = 1, alias = alias, from = now, to = target, time = ARGV[4], actor = ARGV[5], rollback = true}
local number = redis.call('HINCRBY', KEYS[3], 'changes', 1)
redis.call('ZADD', KEYS[4], 0, string.format('%016d:', number) .. cjson.encode(change))
redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -10001)
return {'moved', target}
