"""Drives server and floor in turn over every route, and reports."""

import argparse
import re

from harness import *

LISTS, SINGLE, WRITES = 0.70, 0.60, 0.50

# Requests a second of the Django service that FinAut API replaces, on the same kind of machine, and how many times as many are asked for:
# of lists no more than what they are to reach of the floor, which is bound by the database.
REPLACED = {"user-page": (40, 20), "user-one": (172, 20), "user-persnr": (136, 20), "results": (56, 20), "companies": (87, 20), "token": (362, 5)}

TARGETS = {
    "user-page": LISTS, "user-deep": LISTS, "results": LISTS, "companies": LISTS,
    "user-one": SINGLE, "user-persnr": SINGLE, "user-alias": SINGLE, "latest": SINGLE,
    "token": WRITES, "userstatus": WRITES, "patch": WRITES,
    "401": None, "429": None,
}
NAMES = {
    "user-page": "GET user/", "user-deep": "GET user/, page at 90 %", "results": "GET results/?from_date", "companies": "GET companies/",
    "user-one": "GET user/{id}/", "user-persnr": "GET user/?persnr", "user-alias": "GET user/?employee_alias", "latest": "GET latestuserstatus/?persnr",
    "token": "POST o/token/", "userstatus": "POST userstatus/", "patch": "PATCH user/{id}/", "401": "401, no token", "429": "429, throttled",
}
DATABASE = "bench"
WARM_UP = 3  # seconds; hot code is compiled anew meanwhile
JSON = {"Content-Type": "application/json"}

# What differs from reply to reply: tokens, correlation ids, numbers of new rows, moments of change.
VARIABLE = re.compile(rb'"access_token":"[^"]*"|"correlation_id":"[^"]*"|"id":"[^"]*/userstatus/\d+/"|"(created|changed)":"[^"]*"|in \d+ seconds')


def status_requests(half):
    """Candidates who are authorised, each once: they go on hold. Server and floor get a half each."""
    rows = sql(DATABASE, f"""
        WITH present AS (
            SELECT DISTINCT ON (s.user_id, s.ordning_id) s.user_id, o.app_name, s.status, s.locked
            FROM user_statuses s JOIN ordninger o ON o.id = s.ordning_id JOIN users u ON u.id = s.user_id
            WHERE s.track = 1 AND s.voided_by_id IS NULL AND s.status_date <= current_date AND u.company_id IN {REACH}
            ORDER BY s.user_id, s.ordning_id, s.status_date DESC, s.id DESC)
        SELECT user_id, app_name FROM present WHERE status = app_name || 'ok' AND NOT locked ORDER BY sha256((user_id || app_name)::bytea)""")
    return [("POST", API + "userstatus/", json.dumps({"user": f"{URL}{API}user/{user}/", "appname": app, "status": "hvilende", "reason": "hvilende"}))
            for user, app in rows[half::2]]


def patch_requests(half):
    people = [person for person, _ in sample(DATABASE, 20_000)][half::2]
    # A number that the person has is no change, so every pass over the people brings other ones.
    return [("PATCH", f"{API}user/{person}/", json.dumps({"mobile": f"4{(number + 1) * 1_000_003 % 10_000_000:07}"}))
            for number, person in enumerate(people * 9)]


def loads(route, read, headers):
    """The loads of server and floor."""
    if route in read:
        load = Load(route, read[route], headers)
        return load, load
    if route in ("401", "429"):
        load = Load(route, [("GET", API + "user/")], headers if route == "429" else {})
        return load, load
    if route == "token":
        form = "grant_type=client_credentials&client_id=finaut-demo&client_secret=finaut-demo-secret"
        load = Load(route, [("POST", "/o/token/", form)], {"Content-Type": "application/x-www-form-urlencoded"})
        return load, load
    make = status_requests if route == "userstatus" else patch_requests
    return tuple(Load(f"{route}-{half}", make(half), headers | JSON, cyclic=route == "patch") for half in (0, 1))


def first(load, count):
    with open(load.file) as file:
        return [line.rstrip("\n").split("\t") for _, line in zip(range(count), file)]


def check_same(route, server, floor, pair):
    """Both answer the same; a write is sent to each with its own part of the list, so what names the person is masked too."""
    for ours, theirs in zip(first(pair[0], 20), first(pair[1], 20)):
        replies = [program.ask(request[0], request[1], *request[2:], headers=load.headers)
                   for program, request, load in ((server, ours, pair[0]), (floor, theirs, pair[1]))]
        if route == "userstatus":
            masked = [(status, kind, re.sub(rb"/user/\d+/|/ordninger/\d+/|appname\":\"\w+\"", b"", VARIABLE.sub(b"", body))) for status, kind, body in replies]
        elif route == "patch":
            # The other one is asked for the same change, and must then say the same of the same person.
            replies[1] = floor.ask(*ours[:2], ours[2], headers=pair[0].headers)
            masked = [(status, kind, VARIABLE.sub(b"", body)) for status, kind, body in replies]
        else:
            variable = route in ("token", "401", "429")
            masked = [(status, kind, VARIABLE.sub(b"", body) if variable else body) for status, kind, body in replies]
        if masked[0] != masked[1]:
            broken(f"{route}: server and floor differ on {ours}:\n{replies[0]}\n{replies[1]}")
    for load, program in zip(pair, (server, floor)):
        with open(f"{load.file}.{program.name}", "w") as place:
            place.write("20")


def statements():
    return int(sql("postgres", f"SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '{DATABASE}'")[0][0])


def measure(route, server, floor, pair, options):
    succeeds = route not in ("401", "429")
    for program, load in zip((server, floor), pair):
        load.run(program, WARM_UP, options.connections, succeeds)
    runs = {server: [], floor: []}
    for _ in range(options.rounds):
        for program, load in zip((server, floor), pair):
            before = (program.cpu(), postgres_cpu(), program.allocated(), statements())
            run = load.run(program, options.seconds, options.connections, succeeds)
            after = (program.cpu(), postgres_cpu(), program.allocated(), statements())
            run["cpu"], run["postgres"], run["bytes"], run["queries"] = ((b - a) / run["requests"] for a, b in zip(before, after))
            runs[program].append(run)
    result = {key: median(runs[server], key) for key in ("rate", "p50", "p99", "cpu", "postgres", "bytes", "queries")}
    result["floor"] = median(runs[floor], "rate")
    result["ratio"] = statistics.median(ours["rate"] / theirs["rate"] for ours, theirs in zip(runs[server], runs[floor]))
    say(f"{NAMES[route]}: {result['rate']:.0f}/s, floor {result['floor']:.0f}/s, ratio {result['ratio']:.2f}")
    return result


def verdict(value, target, format):
    if target is None:
        return "", True
    return f"{format.format(target)} {'ok' if value >= target else 'missed'}", value >= target


def report(results):
    """The table's rows, and whether every target is reached."""
    rows, good = [], True
    for route, result in results.items():
        ratio, ratio_ok = verdict(result["ratio"], TARGETS[route], "{:.2f}")
        before, factor = REPLACED.get(route, (None, None))
        times, times_ok = verdict(result["rate"] / before, factor, "{}x") if before else ("", True)
        if TARGETS[route] == LISTS and ratio_ok and not times_ok:
            times, times_ok = f"{LISTS:.2f} of the floor ok", True
        even = result["p99"] <= 5 * result["p50"]
        good &= ratio_ok and times_ok and even
        rows.append([
            NAMES[route], f"{result['rate']:.0f}", f"{result['floor']:.0f}", f"{result['ratio']:.2f}", ratio,
            f"{result['rate'] / before:.1f}" if before else "", times,
            f"{result['p50']:.1f}", f"{result['p99']:.1f}", "ok" if even else "missed",
            f"{result['cpu'] * 1000:.3f}", f"{result['postgres'] * 1000:.3f}", f"{result['bytes'] / 1000:.1f}", f"{result['queries']:.1f}"])
    return rows, good


HEAD = ["route", "server/s", "floor/s", "ratio", "target", "times replaced", "target", "p50 ms", "p99 ms", "p99 <= 5 p50",
        "server CPU ms", "PostgreSQL CPU ms", "allocated kB", "queries"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    parser.add_argument("--users", type=int, required=True)
    parser.add_argument("--routes", default=",".join(TARGETS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    routes = options.routes.split(",")
    if unknown := set(routes) - set(TARGETS):
        parser.error(f"no such route: {', '.join(unknown)}; there are {', '.join(TARGETS)}")

    headers = insert_token(DATABASE, "bench" + "0" * 38)
    floor_settings = {"Floor__Authorization": headers["Authorization"]}
    results, resident = {}, 0
    server = Program("FinAut.Api", DATABASE, Throttle__Enabled="false")
    floor = Program("Floor", DATABASE, **floor_settings)
    server.wait_for(200, "GET", "/health/ready")
    floor.wait_for(200, "GET", API + "companies/", headers)
    read = reads(DATABASE, server, headers)
    for route in (route for route in routes if route != "429"):
        pair = loads(route, read, headers)
        check_same(route, server, floor, pair)
        results[route] = measure(route, server, floor, pair, options)
    resident = server.resident()
    server.stop()
    floor.stop()

    if "429" in routes:
        server = Program("FinAut.Api", DATABASE, Throttle__PermitLimit="1")
        floor = Program("Floor", DATABASE, **floor_settings, Floor__Throttled="true")
        server.wait_for(429, "GET", API + "user/", headers)
        floor.wait_for(429, "GET", API + "user/", headers)
        pair = loads("429", read, headers)
        check_same("429", server, floor, pair)
        results["429"] = measure("429", server, floor, pair, options)
        server.stop()
        floor.stop()

    rows, good = report(results)
    notes = (f"{options.users} people, {options.connections} connections, median of {options.rounds} rounds of {options.seconds} s. "
             f"The server's resident memory at the end: {resident:.0f} MB.")
    publish(options.output, "Server against floor", notes, table(HEAD, rows))
    if options.check and not good:
        broken("A target is missed.")


main()
