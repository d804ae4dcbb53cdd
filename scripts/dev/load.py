"""Calls a server without pause from several connections while its spec is edited.

    load.py EDITS SPEC
"""

import http.client
import json
import os
import sys
import threading
import time

EDITS, SPEC = int(sys.argv[1]), sys.argv[2]
REST, MCP = 18480, 18490
LIMIT = 3.0

stopped = threading.Event()
failures = []
counts = []


def call(port, connection, method, path, body=None):
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read()
    if response.status != 200:
        raise OSError(f"{method} {path}: {response.status} {text[:200]}")
    return response, text


def load(keeps):
    """Calls until the end, on one connection or on one for each call."""
    connection, count = None, 0
    while not stopped.is_set():
        try:
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", REST, timeout=20)
            call(REST, connection, "GET", "/parcels/P1")
            count += 1
        except (OSError, http.client.HTTPException) as error:
            failures.append(repr(error))
            connection = None
        if not keeps and connection is not None:
            connection.close()
            connection = None
        time.sleep(0.02)
    counts.append(count)


def description():
    connection = http.client.HTTPConnection("127.0.0.1", MCP, timeout=20)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    response, text = call(MCP, connection, "POST", "/mcp", body)
    connection.close()
    return response.headers.get("naftiko-stale"), json.loads(text)["result"]["tools"][0]["description"]


def write(text, at_once):
    """Writes the spec in place, or by a rename as editors do."""
    if at_once:
        with open(SPEC + "~", "w") as file:
            file.write(text)
        os.replace(SPEC + "~", SPEC)
    else:
        with open(SPEC, "w") as file:
            file.write(text)


def wait(what):
    """Returns the seconds until something holds."""
    start = time.monotonic()
    while not what():
        if time.monotonic() - start > 20:
            raise SystemExit("a change is not served within 20 s")
        time.sleep(0.01)
    return time.monotonic() - start


threads = [threading.Thread(target=load, args=(keeps,)) for keeps in (True, True, False, False)]
for thread in threads:
    thread.start()
with open(SPEC) as file:
    first = file.read()
times = []
for edit in range(EDITS):
    text = first.replace("Where a parcel is", f"Edit {edit}")
    if edit % 10 == 1:
        write(text.replace("method: GET, call", "method: FETCH, call"), True)
        wait(lambda: description() == ("1 error", f"Edit {edit - 1}"))
    write(text, edit % 2 == 0)
    times.append(wait(lambda: description() == (None, f"Edit {edit}")))
stopped.set()
for thread in threads:
    thread.join()
times.sort()
print(f"{sum(counts)} calls, {len(failures)} failed; changes served after {times[len(times) // 2]:.2f} s (median), {times[-1]:.2f} s (slowest)")
for failure in failures[:5]:
    print(failure)
sys.exit(bool(failures) or times[-1] > LIMIT)
