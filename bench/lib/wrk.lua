-- Sends the requests of a file, one after another and round again: METHOD, path and body by tabs. Further arguments: a file that
-- keeps the place between runs, so that no write is sent twice, and headers as name=value.
local requests, place, file = {}, 0, nil

function init(args)
    file = args[2]
    local headers = {}
    for i = 3, #args do
        local name, value = args[i]:match("^([^=]+)=(.*)$")
        headers[name] = value
    end
    for line in io.lines(args[1]) do
        local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
        if body == "" then body = nil end
        requests[#requests + 1] = wrk.format(method, path, headers, body)
    end
    local kept = io.open(file, "r")
    if kept then
        place = kept:read("n") or 0
        kept:close()
    end
    total = #requests
end

function request()
    place = place + 1
    at = place
    return requests[(place - 1) % total + 1]
end

local thread
function setup(one) thread = one end

function done(summary, latency)
    local at, total = thread:get("at"), thread:get("total")
    local kept = io.open(os.getenv("WRK_PLACE"), "w")
    kept:write(at)
    kept:close()
    local errors = summary.errors
    print(string.format("RESULT %d %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout, at > total and 1 or 0))
end
