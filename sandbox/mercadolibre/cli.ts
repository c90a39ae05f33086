// `node sandbox/mercadolibre/cli.ts [--port N] [--quiet]`: the local Mercado Libre as a program.
import { parseArgs } from 'node:util';
import { DEFAULT_APPLICATION } from './api/accounts.ts';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
	options: { port: { type: 'string', default: '0' }, quiet: { type: 'boolean', default: false } },
});
const sandbox = await startSandbox({ port: Number(values.port) });

console.log(`Mercado Libre sandbox: ${sandbox.url}`);
if (!values.quiet) {
	console.log(`
In n8n, make a "Mercado Libre OAuth2 API" credential with environment "Custom":
  API and authorization address  ${sandbox.url}
  client id / secret             ${DEFAULT_APPLICATION.clientId} / ${DEFAULT_APPLICATION.clientSecret}

A buyer writes to the Global Selling account (sellerId 415458330 for the local one):
  curl -X POST ${sandbox.url}/_control/buyerWrites -H 'content-type: application/json' \\
    -d '{"packId":"2000005000000001","text":"Hola, ¿cuándo llega?"}'
What was said, and what the buyer can see:
  curl -X POST ${sandbox.url}/_control/conversation -H 'content-type: application/json' \\
    -d '{"packId":"2000005000000001"}'
A claim, and a message in it:
  curl -X POST ${sandbox.url}/_control/openClaim -H 'content-type: application/json' \\
    -d '{"claimId":5300000001,"stage":"claim"}'
  curl -X POST ${sandbox.url}/_control/claimWrites -H 'content-type: application/json' \\
    -d '{"claimId":5300000001,"senderRole":"complainant","message":"Llegó roto"}'
Reads that lag two seconds behind, and an unread list in another order with every call:
  curl -X POST ${sandbox.url}/_control/setLag -H 'content-type: application/json' -d '{"ms":2000}'
  curl -X POST ${sandbox.url}/_control/setBehaviour -H 'content-type: application/json' \\
    -d '{"unreadOrder":"shuffledAnew"}'
A token without the browser, an error on the next request, and what was asked of the API:
  curl ${sandbox.url}/_control/issueToken
  curl -X POST ${sandbox.url}/_control/addFault -H 'content-type: application/json' \\
    -d '{"match":{"path":"/marketplace"},"kind":"status","status":503}'
  curl ${sandbox.url}/_control/requests
Ctrl+C stops it.`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void sandbox.close();
	});
}
