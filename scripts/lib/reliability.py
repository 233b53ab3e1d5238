"""Writes docs/reliability.md from what the tests noted: reliability.py NOTES TARGET SUMMARY VERSION..."""

import datetime
import json
import os
import platform
import re
import sys


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return re.search(r"^model name\s*:\s*(.+)$", info.read(), re.M).group(1)
    except (OSError, AttributeError):
        return platform.machine()


def memory():
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def cell(text):
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def main(notes, target, summary, *versions):
    with open(notes, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    areas = {}
    for row in sorted(rows, key=lambda row: (row["area"], row["what"])):
        areas.setdefault(row["area"], []).append(row)

    today = datetime.datetime.now(datetime.timezone.utc).date()
    page = [
        "# Reliability",
        "",
        "What the tests measured, and the limit that each holds it to: past it, the test fails. `./test.sh --faults` writes this page.",
        "",
        f"{today}, {len(os.sched_getaffinity(0))} cores ({processor()}), {memory()}; {', '.join(versions)}. The run: {summary}.",
    ]
    for area, measured in areas.items():
        page += ["", f"## {area}", "", "| what | measured | limit |", "|---|---|---|"]
        page += [f"| {cell(row['what'])} | {cell(row['measured'])} | {cell(row['limit'])} |" for row in measured]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(page) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
