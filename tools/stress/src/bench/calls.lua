-- Posts the bodies in a file in turn, with a content type. The file has one body per line. Prints the results as one line.
local forms, at = {}, 0

function init(arguments)
  for form in io.lines(arguments[1]) do
    local headers = { ["Content-Type"] = arguments[2] }
    forms[#forms + 1] = wrk.format("POST", wrk.path, headers, form)
  end
end

function request()
  at = at % #forms + 1
  return forms[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format("summary %d %d %d %d\n",
    summary.requests, summary.duration, failed, latency:percentile(99)))
end
