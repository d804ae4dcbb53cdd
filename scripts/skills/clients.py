"""The client fastmcp with its skills extension against a server: it lists the skills and verifies each file.

    clients.py http://127.0.0.1:8941/mcp
"""

import asyncio
import hashlib
import sys
from base64 import b64decode

from fastmcp import Client
from fastmcp.skills import SkillsClientExtension


def content(part):
    blob = getattr(part, "blob", None)
    return b64decode(blob) if blob is not None else part.text.encode()


async def main():
    async with Client(sys.argv[1], extensions=[SkillsClientExtension()]) as client:
        skills = await client.list_skills()
        names = [skill.frontmatter.name for skill in skills]
        assert names == ["parcel-desk", "rerouting"], names
        files = 0
        for skill in skills:
            assert await client.get_skill(skill.uri) == skill
            for resource in skill.resources:
                [part] = await client.read_resource(str(resource.uri))
                data = content(part)
                assert resource.size == len(data), resource
                assert resource.digest == "sha256:" + hashlib.sha256(data).hexdigest(), resource
                files += 1
        print(f"fastmcp: loads {', '.join(names)}, and verifies {files} files")


asyncio.run(main())
