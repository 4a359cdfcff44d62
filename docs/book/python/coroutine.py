import asyncio


async def keep_printing():
    line = 1
    while True:
        print(f"    line {line}")
        await asyncio.sleep(0)
        line += 1


coroutine = keep_printing()
print("created; nothing has run")

for poll in range(1, 4):
    print(f"poll {poll}")
    coroutine.send(None)

coroutine.close()
print("closed at its await")
