// The example in which an agent drafts and a person approves, as it is imported: n8n's human review of tool calls, by
// e-mail, with a chat model and a mail server on loopback.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import axios from 'axios';

import type { WorkflowJson, WorkflowNode } from '../../../sandbox/n8n/client.ts';
import { connectAccount, sellers, withAccount } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import { ChatModel } from '../support/chatModel.ts';
import type { Asked, Turn } from '../support/chatModel.ts';
import { Mailbox } from '../support/mailbox.ts';
import type { Mail } from '../support/mailbox.ts';
import { waitFor } from '../support/patience.ts';
import { useSharedStage } from '../support/stage/shared.ts';
import type { SharedStage } from '../support/stage/shared.ts';
import { activate, pollingEvery, waitForPoll } from '../support/trigger.ts';

const ANA = '2000007900000001';
const BEN = '2000007900000002';

const model = new ChatModel();
const mailbox = new Mailbox();
let stage: SharedStage;
let account: CredentialReference;
let openAiApi: CredentialReference;
let smtp: CredentialReference;
let workflowId: string;

beforeAll(async () => {
	stage = await useSharedStage();
	await Promise.all([model.start(), mailbox.start()]);
	await stage.control.reset();
	account = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	openAiApi = await stage.client.createCredential('openAiApi', 'Model', {
		apiKey: 'local',
		url: model.url,
	});
	smtp = await stage.client.createCredential('smtp', 'Mail server', {
		host: '127.0.0.1',
		port: mailbox.port,
		secure: false,
		disableStartTls: true,
	});
});

afterAll(async () => {
	await Promise.all([model.stop(), mailbox.stop()]);
});

beforeEach(async () => {
	await stage.control.reset({ keepTokens: true });
	mailbox.mails.length = 0;
	for (const packId of [ANA, BEN]) await stage.control.createSale({ packId });
});

afterEach(async () => await stage.client.deleteWorkflow(workflowId));

/** As a user does: imports the file, chooses the accounts, publishes. */
async function start(): Promise<void> {
	const file = readFileSync(join('examples', 'ai-drafts-human-approves.json'), 'utf8');
	const workflow = withAccount(JSON.parse(file) as WorkflowJson, account);
	const withCredentials = (node: WorkflowNode): WorkflowNode => {
		if (node.type.endsWith('lmChatOpenAi')) {
			const parameters = {
				...node.parameters,
				responsesApiEnabled: false,
				options: { baseURL: model.url },
			};
			return { ...node, parameters, credentials: { openAiApi } };
		}
		return node.type.endsWith('emailSendHitlTool') ? { ...node, credentials: { smtp } } : node;
	};
	const nodes = workflow.nodes.map(withCredentials);
	workflowId = await activate(stage, pollingEvery(2, { ...workflow, nodes }));
}

const buyerWrites = async (packId: string, text: string) =>
	await stage.control.buyerWrites({ packId, text });

const answersTo = async (packId: string) => {
	const { messages } = await stage.control.conversation({ packId });
	return messages
		.filter(({ from }) => String(from) === sellers.globalSelling)
		.map(({ text }) => text);
};

/** The model reads the conversation, drafts an answer by what was asked, and is done. */
function draft({ messages }: Asked): Turn {
	const heard = messages
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => String(content));
	const question = JSON.stringify(messages.findLast(({ role }) => role === 'user'));
	const Answer = question.includes('factura') ? 'La factura va hoy.' : 'Llega mañana.';
	if (heard.length === 0) return { tool: 'Read_the_Conversation', input: {} };
	if (heard.length > 1) return 'Done.';
	return { tool: 'Send_the_Answer', input: { toolParameters: { Answer }, hitlParameters: {} } };
}

const mailAbout = async (packId: string) =>
	await waitFor(() => mailbox.mails.find(({ subject }) => subject.includes(packId)), {
		what: `an e-mail about ${packId}`,
	});

/** Opens the link behind a button of the e-mail, as a browser does, and gives the status of the answer. */
async function follow({ body }: Mail, approved: boolean): Promise<number> {
	const links = [...body.matchAll(/href="([^"]+)"/g)].map(([, link]) =>
		link.replace(/&amp;/g, '&').replace(/&#x3D;/g, '='),
	);
	const link = links.find((one) => one.includes(`approved=${approved}`));
	const { status } = await axios.get(link!, {
		proxy: false,
		headers: {
			'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
		},
		validateStatus: () => true,
	});
	return status;
}

/** The e-mail comes some moments before n8n waits for the answer; people are slower. */
const press = async (mail: Mail, approved: boolean) =>
	await waitFor(async () => (await follow(mail, approved)) === 200, {
		what: 'n8n to take the decision',
	});

it('approved: the buyer gets the draft, once, and the agent hears of it', async () => {
	model.answersBy(draft);
	await start();
	await buyerWrites(ANA, 'Hola');
	await buyerWrites(ANA, '¿Cuándo llega mi pedido?');

	const mail = await mailAbout(ANA);
	expect(mail.body).toContain('¿Cuándo llega mi pedido?');
	expect(mail.body).toContain('Llega mañana.');
	expect(await answersTo(ANA)).toEqual([]);

	await press(mail, true);
	await waitFor(async () => (await answersTo(ANA)).length > 0, { what: 'the answer' });
	await follow(mail, true);
	await waitForPoll(stage);

	expect(await answersTo(ANA)).toEqual(['Llega mañana.']);
	await waitFor(() => model.toolAnswers.length > 1, { what: 'the agent to hear of it' });
	expect(model.toolAnswers[0]).toContain('¿Cuándo llega mi pedido?');
	expect(model.toolAnswers[1]).toContain('Llega mañana.');
	// What it had at hand, and what it chooses its tools by.
	const [{ messages, tools }] = model.asked;
	expect(JSON.stringify(messages)).toContain('Samsung Galaxy');
	expect(tools!.map(({ function: { name, description } }) => [name, description])).toEqual(
		expect.arrayContaining([
			['Read_the_Conversation', expect.stringContaining('Get many messages of a conversation')],
			['Send_the_Answer', expect.stringContaining('ongoing conversation')],
		]),
	);
});

it('declined: nothing is sent, and the agent is told', async () => {
	model.answersBy(draft);
	await start();
	await buyerWrites(ANA, '¿Cuándo llega?');
	await press(await mailAbout(ANA), false);
	await waitFor(() => model.toolAnswers.length > 1, { what: 'the agent to hear of it' });
	expect(model.toolAnswers[1]).toMatch(/rejected/);
	await waitForPoll(stage);
	expect(await answersTo(ANA)).toEqual([]);
});

it('two buyers at once: each gets the answer that was approved for them', async () => {
	model.answersBy(draft);
	await start();
	await Promise.all([buyerWrites(ANA, '¿Cuándo llega?'), buyerWrites(BEN, '¿Y la factura?')]);
	await press(await mailAbout(BEN), true);
	await press(await mailAbout(ANA), true);
	await waitFor(
		async () => (await answersTo(ANA)).length > 0 && (await answersTo(BEN)).length > 0,
		{ what: 'both answers' },
	);
	expect(await answersTo(ANA)).toEqual(['Llega mañana.']);
	expect(await answersTo(BEN)).toEqual(['La factura va hoy.']);
});

it('who was answered by then is not answered again', async () => {
	model.answersBy(draft);
	await start();
	await buyerWrites(ANA, '¿Cuándo llega?');
	const mail = await mailAbout(ANA);
	await stage.control.sellerWrites({ packId: ANA, text: 'Lo veo yo.' });
	await press(mail, true);
	await waitFor(() => model.toolAnswers.length > 1, { what: 'the agent to hear of it' });
	expect(model.toolAnswers[1]).toContain('The last message of the conversation is yours');
	expect(await answersTo(ANA)).toEqual(['Lo veo yo.']);
});
