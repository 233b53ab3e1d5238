"""What the measuring programs share: programs that run, wrk, figures of the system, and tables."""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time

HOST = "bench.finaut.test"
URL = f"http://{HOST}"
API = "/finautapi/v1/"
SCRATCH = os.environ["BENCH_SCRATCH"]
LIB = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")


def say(text):
    print(f"== {text}", flush=True)


def broken(text):
    sys.exit(f"!! {text}")


def sql(database, statement):
    """Rows of texts."""
    command = [os.environ["PGBIN"] + "/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-d", database, "-c", statement]
    return [line.split("\t") for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_of(pid):
    """CPU seconds of a process and of its children that ended; nothing for one that is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0, 0
    return sum(int(field) for field in fields[11:15]) / TICKS, int(fields[1])


def postgres_cpu():
    """CPU seconds of the cluster: its first process, and all that it started."""
    postmaster = int(os.environ["BENCH_POSTMASTER"])
    total = cpu_of(postmaster)[0]
    for name in filter(str.isdigit, os.listdir("/proc")):
        used, parent = cpu_of(name)
        if parent == postmaster:
            total += used
    return total


class Program:
    """A published program, from its start until it is stopped."""

    def __init__(self, name, database, **settings):
        self.name = name
        self.port = free_port()
        self.probe = f"{SCRATCH}/{name}.{self.port}.sock"
        url = f"http://127.0.0.1:{self.port}"
        environment = os.environ | {
            "ConnectionStrings__FinAut": f"{os.environ['CONNECTION']};Database={database}",
            "DOTNET_STARTUP_HOOKS": f"{SCRATCH}/Probe/Probe.dll",
            "BENCH_PROBE": self.probe,
            "ASPNETCORE_URLS": url,
            "AllowedHosts": f"{HOST};127.0.0.1",
            "PublicBaseUrl": URL,
            "Floor__Url": url,
            "Floor__Host": URL,
        } | settings
        self.started = time.monotonic()
        # Writing the log is part of the server's work, so it goes to a file.
        with open(f"{SCRATCH}/{name}.log", "a") as log:
            self.process = subprocess.Popen(["dotnet", f"{SCRATCH}/{name}/{name}.dll"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ask(self, method, path, body=None, headers=None):
        """Status, content type and body of a reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Host": HOST} | (headers or {}))
            reply = connection.getresponse()
            return reply.status, reply.headers.get("Content-Type"), reply.read()
        finally:
            connection.close()

    def wait_for(self, status, method, path, headers=None, pause=0.05, within=60):
        """Milliseconds from the start until a request was answered with a status."""
        while time.monotonic() - self.started < within:
            if self.process.poll() is not None:
                break
            try:
                if self.ask(method, path, headers=headers)[0] == status:
                    return (time.monotonic() - self.started) * 1000
            except OSError:
                pass
            time.sleep(pause)
        with open(f"{SCRATCH}/{self.name}.log") as log:
            broken(f"{self.name} did not start:\n" + "".join(log.readlines()[-20:]))

    def cpu(self):
        return cpu_of(self.process.pid)[0]

    def resident(self):
        """Resident memory in MB."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024

    def allocated(self):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(self.probe)
            return int(probe.makefile().readline().split()[0])

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Load:
    """Requests that are sent by wrk; what is written goes on where the last run ended."""

    def __init__(self, name, requests, headers=None, cyclic=True):
        self.cyclic = cyclic
        self.file = f"{SCRATCH}/{name}.requests"
        self.headers = {"Host": HOST} | (headers or {})
        with open(self.file, "w") as file:
            file.writelines("\t".join(request) + "\n" for request in requests)

    def run(self, program, seconds, connections, succeeds=True):
        place = f"{self.file}.{program.name}"
        arguments = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", f"{LIB}/wrk.lua", f"http://127.0.0.1:{program.port}", "--"]
        arguments += [self.file, place] + [f"{name}={value}" for name, value in self.headers.items()]
        run = subprocess.run(arguments, env=os.environ | {"WRK_PLACE": place}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d)", run.stdout)
        if not found:
            broken(f"wrk failed:\n{run.stdout}")
        requests, duration, p50, p99, refused, failed, used_up = (int(group) for group in found.groups())
        if used_up and not self.cyclic:
            broken(f"There were too few requests in {self.file}; seed more people or measure for a shorter time.")
        if (succeeds and refused) or failed or requests == 0:
            broken(f"{program.name}: {refused} errors in replies and {failed} lost requests of {requests}, {self.file}")
        return {"requests": requests, "rate": requests / duration * 1e6, "p50": p50 / 1000, "p99": p99 / 1000}


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def insert_token(database, token):
    """Gives the demo application a token that is good for a day."""
    sql(database, "INSERT INTO access_tokens (hash, application_id, scopes, created, expires) SELECT "
        f"sha256('{token}'), id, scopes, now(), now() + interval '1 day' FROM applications WHERE client_id = 'finaut-demo' "
        "ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires")
    return {"Authorization": f"Bearer {token}"}


def sample(database, count):
    """People spread over the whole population: id, alias."""
    return sql(database, f"SELECT u.id, e.employee_alias FROM (SELECT id FROM users WHERE company_id IN {REACH} ORDER BY sha256(id::text::bytea) LIMIT {count}) u "
               "JOIN employments e ON e.user_id = u.id AND e.end_date IS NULL")


REACH = "(SELECT c.company_id FROM api_user_companies c JOIN applications a USING (api_user_id) WHERE a.client_id = 'finaut-demo')"


def reads(database, server, headers):
    """The read routes: name to requests."""
    people = sample(database, 500)
    count = int(sql(database, f"SELECT count(*) FROM users WHERE company_id IN {REACH}")[0][0])
    date = sql(database, "SELECT (max(created) - interval '60 days')::date FROM results")[0][0]
    aliases = [alias for _, alias in people if alias]
    numbers = [json.loads(server.ask("GET", f"{API}user/{person}/", headers=headers)[2])["persnr"] for person, _ in people]

    def get(*paths):
        return [("GET", API + path) for path in paths]

    return {
        "user-page": get("user/"),
        "user-deep": get(f"user/?page={max(1, count * 9 // 1000)}"),
        "user-one": get(*(f"user/{person}/" for person, _ in people)),
        "user-persnr": get(*(f"user/?persnr={number}" for number in numbers)),
        "user-alias": get(*(f"user/?employee_alias={alias}" for alias in aliases)),
        "results": get(f"results/?from_date={date}"),
        "latest": get(*(f"latestuserstatus/?persnr={number}" for number in numbers)),
        "companies": get("companies/"),
    }


def machine():
    """A line about where and when."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{time.strftime('%Y-%m-%d')}, {model.group(1) if model else 'unknown CPU'}, {os.cpu_count()} cores, {memory:.0f} GB of memory"


def table(head, rows):
    """A table in Markdown that can be read as it is."""
    texts = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in texts) for i in range(len(head))]
    lines = ["| " + " | ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))) + " |" for row in texts]
    rule = "|" + "|".join("-" * (width + 1) + (":" if i else "-") for i, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def publish(path, title, notes, *tables):
    """Prints the tables, and writes them with what they were measured on."""
    text = f"# {title}\n\n{machine()}; {notes}\n\n" + "\n\n".join(tables) + "\n"
    print("\n" + text, flush=True)
    with open(path, "w") as file:
        file.write(text)
