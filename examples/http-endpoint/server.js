// An HTTP endpoint: POST {"texts": ["..."]} and get one answer per text.
// PORT=8080 node server.js, then: curl -d '{"texts": ["Thank you!"]}' http://127.0.0.1:8080
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { InputError, train } from "pilesort";

const classifier = await train({
  classes: {
    refund: "The customer wants money back.",
    praise: "The customer is happy and says thank you.",
  },
});

const server = createServer(async (request, response) => {
  try {
    const { texts } = await json(request);
    response.end(`${JSON.stringify(await classifier.classify(texts, { none: true }))}\n`);
  } catch (error) {
    response.statusCode = error instanceof InputError || error instanceof SyntaxError ? 400 : 500;
    response.end(`${JSON.stringify({ error: error.message })}\n`);
  }
});

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
process.on("SIGTERM", () => server.close(() => classifier.dispose()));
