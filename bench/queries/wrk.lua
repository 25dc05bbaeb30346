-- Asks the statements of a file in turn: `wrk -s wrk.lua URL -- FILE`, a JSON body in each line.

local requests = {}
local last = 0

function init(arguments)
    for body in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("POST", "/query/sql", { ["Content-Type"] = "application/json" }, body)
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end
