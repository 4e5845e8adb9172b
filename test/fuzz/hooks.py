"""The media type of bytes in the tus protocol, which schemathesis does not know."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
