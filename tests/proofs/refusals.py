"""Filing through a change of keys or servers: what the citizen saw on the way, and not only how it ended."""

import http.client
import json
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.filing import BODY
from tests.proofs.test_chaos import ask

TRIES, PAUSE = 60, 0.2  # of one filing, and seconds between them
CREATED = 201
CUT = "connection"  # it was refused or broke off


@dataclass
class Seen:
    """What came back: codes of filings that were answered, and of every other answer how often it came."""

    receipts: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def file(self, port: int, key: str) -> None:
        """File with the same key until there is a code. Each answer that is none is counted, also where a later one
        is: the citizen has read an error page by then."""
        for _try in range(TRIES):
            try:
                status, answer = ask(port, "/api/v1/reports/", json.dumps(BODY), {"Idempotency-Key": key})
            except (OSError, http.client.HTTPException):
                self.refused[CUT] += 1
            else:
                if status == CREATED:
                    self.receipts.append(str(json.loads(answer)["receipt"]))
                    return
                self.refused[str(status)] += 1
            time.sleep(PAUSE)
