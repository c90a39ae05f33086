// The node as a tool: n8n's AI Agent, with a chat model that says what a test has written for it.
import type { WorkflowJson, WorkflowNode } from '../../../sandbox/n8n/client.ts';
import { connectAccount, sellers } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import { ChatModel } from '../support/chatModel.ts';
import type { Turn } from '../support/chatModel.ts';
import { PATIENCE_SECONDS } from '../support/patience.ts';
import { useSharedStage } from '../support/stage/shared.ts';
import type { SharedStage } from '../support/stage/shared.ts';
import { builtInNode, byId, mercadoLibreNode, START } from '../support/workflows.ts';

const PACK = '2000007700000011';
const AGENT = 'Agent';

const model = new ChatModel();
let stage: SharedStage;
let openAiApi: CredentialReference;

beforeAll(async () => {
	stage = await useSharedStage();
	await model.start();
	openAiApi = await stage.client.createCredential('openAiApi', 'Model', {
		apiKey: 'local',
		url: model.url,
	});
});

afterAll(() => model.stop());

const langchainNode = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
): WorkflowNode => ({
	...builtInNode(name, type, typeVersion, parameters),
	type: `@n8n/n8n-nodes-langchain.${type}`,
});

/** What the editor writes into a field that is left to the model. */
const fromAi = (key: string) =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;

/** The tool of an operation: n8n makes this type of every node that is usable as one. */
const tool = (name: string, credential: CredentialReference, parameters: object): WorkflowNode => {
	const node = mercadoLibreNode(name, credential, {
		...parameters,
		packId: byId(fromAi('Pack')),
	});
	return { ...node, type: `${node.type}Tool` };
};

function workflow(agentVersion: number, credential: CredentialReference): WorkflowJson {
	const chat = {
		...langchainNode('Model', 'lmChatOpenAi', 1.2, {
			model: byId('local'),
			options: { baseURL: model.url },
		}),
		credentials: { openAiApi },
	};
	const tools = [
		tool('Read', credential, { resource: 'message', operation: 'getAll' }),
		tool('Answer', credential, { resource: 'message', operation: 'send', text: fromAi('Text') }),
	];
	const agent = langchainNode(AGENT, 'agent', agentVersion, {
		promptType: 'define',
		text: `Answer the buyer of pack ${PACK}.`,
	});
	const into = (type: string) => ({ [type]: [[{ node: AGENT, type, index: 0 }]] });
	return {
		name: 'Agent',
		nodes: [builtInNode(START, 'manualTrigger', 1, {}), agent, chat, ...tools],
		connections: {
			[START]: into('main'),
			[chat.name]: into('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, into('ai_tool')])),
		},
		settings: { executionOrder: 'v1' },
	};
}

// Version 2 calls tools itself, version 3 has n8n's engine run them.
describe.each([2.2, 3.1])('an agent of version %s', (agentVersion) => {
	describe.each(['globalSelling', 'local'] as AccountType[])('with a %s account', (accountType) => {
		const sellerId = sellers[accountType];
		let credential: CredentialReference;

		beforeAll(async () => {
			await stage.control.reset();
			credential = await connectAccount(stage.client, {
				sandboxUrl: stage.sandboxUrl,
				accountType,
			});
		});

		beforeEach(async () => {
			await stage.control.reset({ keepTokens: true });
			await stage.control.buyerWrites({ packId: PACK, sellerId, text: '¿Cuándo llega?' });
			await stage.control.clearRequests();
		});

		const runAgent = async (...turns: Turn[]) => {
			model.says(...turns);
			const { id } = await stage.client.createWorkflow(workflow(agentVersion, credential));
			return await stage.client.run(id, START, PATIENCE_SECONDS);
		};

		const answers = async () => {
			const { messages } = await stage.control.conversation({ packId: PACK });
			return messages.filter(({ from }) => String(from) === sellerId).map(({ text }) => text);
		};

		it('reads a conversation and answers it once', async () => {
			const execution = await runAgent(
				{ tool: 'Read', input: { Pack: PACK } },
				{ tool: 'Answer', input: { Pack: PACK, Text: 'Mañana.' } },
				'The buyer knows.',
			);

			expect(execution.error).toBeUndefined();
			expect(execution.json(AGENT)).toEqual([{ output: 'The buyer knows.' }]);
			const [read, sent] = model.toolAnswers;
			expect(read).toContain('¿Cuándo llega?');
			expect(sent).toContain(PACK);
			expect(await answers()).toEqual(['Mañana.']);
		});

		it('answers once when the answer of Mercado Libre is lost', async () => {
			await stage.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter' });
			const execution = await runAgent(
				{ tool: 'Answer', input: { Pack: PACK, Text: 'Mañana.' } },
				'The buyer knows.',
			);

			expect(execution.json(AGENT)).toEqual([{ output: 'The buyer knows.' }]);
			expect(await answers()).toEqual(['Mañana.']);
		});

		it('hears what is wrong, and what to do about it', async () => {
			const execution = await runAgent(
				{ tool: 'Answer', input: { Pack: 'the newest', Text: 'Mañana.' } },
				{ tool: 'Read', input: { Pack: '2000009999999999' } },
				{ tool: 'Answer', input: { Pack: PACK, Text: 'Mañana.' } },
				'The buyer knows.',
			);

			expect(execution.json(AGENT)).toEqual([{ output: 'The buyer knows.' }]);
			const [badInput, unknown] = model.toolAnswers;
			expect(badInput).toMatch(/Pack ID must contain only digits/);
			expect(badInput).toMatch(/An example/);
			expect(unknown).toMatch(/No pack or order has this ID/);
			expect(unknown).toMatch(/Check the pack ID/);
			expect(await answers()).toEqual(['Mañana.']);
		});
	});
});
