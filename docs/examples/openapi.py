"""An ingestion from Python over HTTP, by a client that is generated from the gateway's description.
  openapi-python-client generate --url "$MODELRAIL_URL/openapi.json" --meta none --output-path modelrail_api \\
      --config openapi-python-client.yaml
  openapi.py REQUEST.json KEY [FILE]    starts one, or finds the one of this key, and follows it to its end
With a FILE, a small one that no worker can read, that is sent first, in place of the files of the request.
MODELRAIL_URL and MODELRAIL_TOKEN say where the gateway is, and who asks.
The last answer goes to stdout, everything else to stderr. Exit codes: 0 all was delivered; 1 not; 2 wrong usage.
"""

import json
import os
import sys
import time

import httpx
from modelrail_api import AuthenticatedClient
from modelrail_api.api.files import create_file
from modelrail_api.api.ingestions import get_ingestion, start_ingestion
from modelrail_api.models import (
    ChongqingBimFile,
    ChongqingBimRequest,
    Ingestion,
    IngestionStarted,
    IngestionStatus,
    Problem,
    SentFile,
)
from modelrail_api.types import File

# Answers after which it is worth asking again.
BUSY = (429, 500, 502, 503)


def send(client: AuthenticatedClient, path: str, key: str) -> ChongqingBimFile:
    name = os.path.basename(path)
    # With the same key it is the same source, so that the request that names it is the same, too.
    with open(path, "rb") as file:
        sent = create_file.sync(client=client, body=File(payload=file), name=name, idempotency_key=key)
    if not isinstance(sent, SentFile) or not sent.source:
        sys.exit(sent.detail if isinstance(sent, Problem) else "the gateway gave no answer that is known")
    return ChongqingBimFile(source=sent.source, name=name)


def start(client: AuthenticatedClient, request: ChongqingBimRequest, key: str) -> str:
    # With a key it is safe to start again when it is not known whether it was started.
    started = start_ingestion.sync(client=client, body=request, idempotency_key=key)
    if not isinstance(started, IngestionStarted):
        sys.exit(started.detail if isinstance(started, Problem) else "the gateway gave no answer that is known")
    print("ingestion", started.id, "was there" if started.is_attached else "", file=sys.stderr)
    return started.id


def look(client: AuthenticatedClient, id: str) -> Ingestion | None:
    try:
        seen = get_ingestion.sync(id, client=client)
    except httpx.TransportError as error:
        print("the gateway does not answer:", error, file=sys.stderr)
        return None
    if isinstance(seen, Ingestion):
        return seen
    if seen is not None and seen.status in BUSY:
        return None
    sys.exit(seen.detail if seen else "the gateway gave no answer that is known")


def follow(client: AuthenticatedClient, id: str) -> Ingestion:
    while True:
        seen = look(client, id)
        if seen is not None:
            print(seen.status.value, seen.stage.value, seen.percent, "%", file=sys.stderr)
            if seen.closed_at:
                return seen
        time.sleep(1)


def main(path: str, key: str, file: str | None = None) -> int:
    with open(path, encoding="utf-8") as text:
        request = ChongqingBimRequest.from_dict(json.load(text))
    url = os.environ.get("MODELRAIL_URL", "http://127.0.0.1:8088")
    with AuthenticatedClient(base_url=url, token=os.environ.get("MODELRAIL_TOKEN", "")) as client:
        if file is not None:
            request.files = [send(client, file, key)]
        ended = follow(client, start(client, request, key))
    print(json.dumps(ended.to_dict()))
    if ended.status == IngestionStatus.COMPLETED:
        return 0
    print("ended as", ended.status.value, file=sys.stderr)
    for one in ended.files:
        if one.error:
            print(f"{one.name}: {one.error.message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print("openapi.py REQUEST.json KEY [FILE]", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
