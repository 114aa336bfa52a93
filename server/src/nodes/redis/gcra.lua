-- Takes one call from each bucket in KEYS, up to the first that is empty; `now` is set before, in microseconds.
-- ARGV has two numbers per bucket: the microseconds that one call takes to refill, and how many calls it holds.
-- A bucket is the time at which it will be whole again (the cell rate algorithm's theoretical arrival time).
-- Returns one number per bucket: the microseconds until it is whole; or, negative and last, until one call is permitted.
local answer = {}
for i, key in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  -- A bucket is never emptier than empty, also when the clock was set back or the settings became tighter.
  local whole = math.min(tonumber(redis.call('GET', key)) or now, now + every * burst)
  local wait = whole - every * (burst - 1) - now
  if wait > 0 then
    answer[i] = -wait
    return answer
  end
  whole = math.max(whole, now) + every
  -- Not tostring: it would round to 14 digits.
  redis.call('SET', key, string.format('%.0f', whole), 'PX', string.format('%.0f', math.ceil((whole - now) / 1000)))
  answer[i] = whole - now
end
return answer
