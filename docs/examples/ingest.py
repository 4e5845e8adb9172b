"""Ingestions as Temporal workflows, with temporalio from PyPI.

    python ingest.py ingest REQUEST.json ID    starts one, or finds the one of this id, and follows it to its end
    python ingest.py show|pause|resume|cancel|retry ID

TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and so on say where Temporal is, MODELRAIL_TASK_QUEUE where the workers listen.
The last answer goes to stdout, everything else to stderr. Exit codes: 0 done, all was delivered; 1 not; 2 wrong usage.
"""

import asyncio
import json
import os
import sys
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.envconfig import ClientConfig
from temporalio.exceptions import ApplicationError, TemporalError, WorkflowAlreadyStartedError
from temporalio.service import RPCError

PATIENCE = timedelta(seconds=5)


async def ingest(client: Client, path: str, ingestion_id: str) -> dict:
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    try:
        handle = await client.start_workflow(
            "ingest",
            request,
            id=ingestion_id,
            task_queue=os.environ.get("MODELRAIL_TASK_QUEUE", "modelrail"),
            # What runs under this id is attached to; what has ended is not done again.
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
    except WorkflowAlreadyStartedError:
        handle = client.get_workflow_handle(ingestion_id)
    print(f"ingestion {ingestion_id}", file=sys.stderr)
    if await request_of(client, handle) != request:
        raise ValueError(f"{ingestion_id} exists with another request: choose another id")
    return await follow(handle)


async def request_of(client: Client, handle: WorkflowHandle) -> dict:
    """What a run was started with: Temporal compares ids, not requests."""
    async for event in handle.fetch_history_events(page_size=1):
        payloads = event.workflow_execution_started_event_attributes.input.payloads
        return (await client.data_converter.decode(payloads[:1]))[0]


async def follow(handle: WorkflowHandle) -> dict:
    end = asyncio.create_task(handle.result())
    while not (await asyncio.wait({end}, timeout=1))[0]:
        try:
            now = await handle.query("progress", rpc_timeout=PATIENCE)
            print(now["status"], now["stage"], now["percent"], "%", file=sys.stderr)
        except (RPCError, TemporalError):
            print("no worker answers; the ingestion waits", file=sys.stderr)
    return await end


async def retry(handle: WorkflowHandle) -> dict:
    """Lets what waits try again now. An ended ingestion is retried by `modelrail retry`, or over HTTP."""
    return await handle.execute_update("retry", rpc_timeout=PATIENCE)


async def main(command: str, *arguments: str) -> dict | None:
    client = await Client.connect(**{"target_host": "127.0.0.1:7233", **ClientConfig.load_client_connect_config()})
    if command == "ingest":
        return await ingest(client, *arguments)
    handle = client.get_workflow_handle(*arguments)
    if command == "show":
        return await handle.query("progress", rpc_timeout=PATIENCE)
    if command == "retry":
        return await retry(handle)
    if command == "cancel":
        return await handle.cancel()
    return await handle.signal(command)


def reason_of(failure: WorkflowFailureError) -> str:
    cause = failure.cause
    return f"{cause.type}: {cause.message}" if isinstance(cause, ApplicationError) else str(cause)


def run(*arguments: str) -> str:
    """Runs a command; answers why it did not do what it should, or an empty text."""
    try:
        answer = asyncio.run(main(*arguments))
    except WorkflowFailureError as failure:
        # `failed` and `cancelled` end the workflow that way.
        return f"not delivered: {reason_of(failure)}"
    except (RPCError, TemporalError, RuntimeError, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if answer is not None:
        print(json.dumps(answer))
    if arguments[0] != "ingest" or answer["status"] == "completed":
        return ""
    reasons = [f"{file['name']}: {file['error']['message']}" for file in answer["files"] if "error" in file]
    return "\n".join([f"ended as {answer['status']}", *reasons])


if __name__ == "__main__":
    counts = {"ingest": 2, "show": 1, "pause": 1, "resume": 1, "cancel": 1, "retry": 1}
    if len(sys.argv) < 2 or len(sys.argv) - 2 != counts.get(sys.argv[1]):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    reason = run(*sys.argv[1:])
    print(reason, end="\n" if reason else "", file=sys.stderr)
    sys.stdout.flush()
    # Not sys.exit: the client cannot be closed, and its threads sometimes abort a short program while Python tears down.
    os._exit(1 if reason else 0)
