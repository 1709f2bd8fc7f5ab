"""The event loop, compiled: patients join, a place comes free, the rule says who is called.

Each line holds patients whom the rule treats alike, in the order they joined, so whoever goes
first stands at the head of a line. The loop looks at the heads only: its cost per patient
grows with the number of lines, never with how many wait in them. Patients who have given up
are passed over once they stand at the head.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats
from commonweal.institutions.health.events.patients import Flags, Ints

NOBODY = -1
_MOVED_UP = -np.inf


class Lines(NamedTuple):
    """The lines of a rule: f8[lines] each, as ``rules.Rule`` has them by class."""

    level: Floats
    growth: Floats
    head_start: Floats
    call_at: Floats


class Queue(NamedTuple):
    """Who stands in which line: two places in one list of all patients, line after line.

    ``members``: i8[n], rows of patients by line, each line in order of joining; ``heads``:
    i8[lines], the place of each line's head; ``ends``: i8[lines], one past the last who joined.
    """

    members: Ints
    heads: Ints
    ends: Ints


@kernel
def into_lines(group: Ints, honoured: Flags, numbers: Ints, lines: int) -> tuple[Ints, Queue]:
    """Each patient's line, i8[n], and the queue before anybody has joined.

    ``numbers``: i8[classes, 2], the line of a class's patients whose promise is ignored or kept.
    """
    line = np.empty(group.size, np.int64)
    sizes = np.zeros(lines + 1, np.int64)
    for row in range(group.size):
        line[row] = numbers[group[row], 1 if honoured[row] else 0]
        sizes[line[row] + 1] += 1
    begins = np.cumsum(sizes)[:lines]
    filled = begins.copy()
    members = np.empty(group.size, np.int64)
    for row in range(group.size):
        members[filled[line[row]]] = row
        filled[line[row]] += 1
    return line, Queue(members, begins.copy(), begins.copy())


@kernel
def treat_with_servers(
    arrives: Floats, treatment: Floats, gives_up: Floats, line: Ints,
    queue: Queue, lines: Lines, servers: int, opens: float,
) -> Floats:  # fmt: skip
    """When each patient's treatment starts: f8[n], NaN where they give up first.

    Every server is taken until ``opens``, then takes whoever is called, for as long as the
    treatment lasts; who joins at the moment a server comes free may be called by it.
    """
    members, heads, ends = queue
    starts = np.full(arrives.size, np.nan)
    ends_at = np.full(servers, opens)
    busy = servers
    row = 0
    while True:
        if row < arrives.size and (busy == 0 or arrives[row] <= ends_at[0]):
            now = arrives[row]
            ends[line[row]] += 1
            row += 1
            if row < arrives.size and arrives[row] == now:
                continue  # an idle server chooses among all who join at this moment
            while busy < servers:
                called = _next_line(now, arrives, gives_up, queue, lines)
                if called == NOBODY:
                    break
                patient = members[heads[called]]
                heads[called] += 1
                starts[patient] = now
                _push(ends_at, busy, now + treatment[patient])
                busy += 1
        elif busy == 0:
            return starts
        else:
            now = ends_at[0]
            called = _next_line(now, arrives, gives_up, queue, lines)
            if called == NOBODY:
                busy -= 1
                _replace_first(ends_at, busy, ends_at[busy])
            else:
                patient = members[heads[called]]
                heads[called] += 1
                starts[patient] = now
                _replace_first(ends_at, busy, now + treatment[patient])


@kernel
def treat_in_slots(
    arrives: Floats, gives_up: Floats, line: Ints, queue: Queue, lines: Lines, slots: Floats
) -> Floats:
    """When each patient is treated: f8[n], NaN where they give up first or still wait.

    ``slots``: f8[m], in order; each treats one patient of those who have joined by then, and
    is lost where nobody waits.
    """
    members, heads, ends = queue
    starts = np.full(arrives.size, np.nan)
    row = 0
    for now in slots:
        while row < arrives.size and arrives[row] <= now:
            ends[line[row]] += 1
            row += 1
        called = _next_line(now, arrives, gives_up, queue, lines)
        if called != NOBODY:
            starts[members[heads[called]]] = now
            heads[called] += 1
    return starts


@kernel(inlined=True)
def _next_line(now: float, arrives: Floats, gives_up: Floats, queue: Queue, lines: Lines) -> int:
    """The line whose head is called, past those who gave up; NOBODY where all are empty.

    By level, then the larger claim, then who joined first.
    """
    members, heads, ends = queue
    level, growth, head_start, call_at = lines
    chosen = NOBODY
    first, best_level, best_claim = 0, 0.0, 0.0
    for line in range(heads.size):
        while heads[line] < ends[line] and gives_up[members[heads[line]]] <= now:
            heads[line] += 1
        if heads[line] == ends[line]:
            continue
        head = members[heads[line]]
        weeks = now - arrives[head]
        its_level = _MOVED_UP if weeks >= call_at[line] else level[line]
        claim = growth[line] * weeks + head_start[line]
        if chosen != NOBODY:
            if its_level > best_level:
                continue
            if its_level == best_level and (
                claim < best_claim or (claim == best_claim and head > first)
            ):
                continue
        chosen, first, best_level, best_claim = line, head, its_level, claim
    return chosen


@kernel(inlined=True)
def _push(heap: Floats, size: int, value: float) -> None:
    """Add a value to a heap that has room for it."""
    place = size
    while place > 0:
        parent = (place - 1) // 2
        if heap[parent] <= value:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = value


@kernel(inlined=True)
def _replace_first(heap: Floats, size: int, value: float) -> None:
    """Put a value in place of the smallest, in a heap of this size from then on."""
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[place] = heap[child]
        place = child
    if size > 0:
        heap[place] = value


@kernel
def count_overtaking(arrives_rank: Ints, starts: Floats, order: Ints) -> Ints:
    """How many who joined later were called strictly earlier than each patient: i8[n].

    ``order``: rows of those treated, by when; ``arrives_rank``: i8[n], equal for those who
    joined at the same moment. Keeps counts by rank in a tree of partial sums (Fenwick 1994).
    """
    passed = np.zeros(starts.size, np.int64)
    tree = np.zeros(starts.size + 1, np.int64)
    counted = 0
    begun = 0
    for place in range(order.size):
        while starts[order[begun]] < starts[order[place]]:
            node = arrives_rank[order[begun]] + 1
            while node <= starts.size:
                tree[node] += 1
                node += node & -node
            begun += 1
            counted += 1
        earlier = 0
        node = arrives_rank[order[place]] + 1
        while node > 0:
            earlier += tree[node]
            node -= node & -node
        passed[order[place]] = counted - earlier
    return passed
