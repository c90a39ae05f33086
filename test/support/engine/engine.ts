// n8n-core's own engine, without the server around it: workflows run through WorkflowExecute and RoutingNode, with the
// real OAuth2 helper, HTTP client and binary data service. Only the database is missing: credentials are in memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import {
	BinaryDataConfig,
	BinaryDataService,
	DirectoryLoader,
	ErrorReporter,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	RoutingNode,
	WorkflowExecute,
	type ExecuteContext,
} from 'n8n-core';
import {
	LoggerProxy,
	NodeConnectionTypes,
	sleep,
	UnexpectedError,
	Workflow,
	type IBinaryData,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { MercadoLibre } from '../../../nodes/MercadoLibre/MercadoLibre.node';
import { CREDENTIAL_TYPE, MemoryCredentials } from './credentials';

export const NODE_TYPE = 'n8n-nodes-mercadolibre-messaging.mercadoLibre';
/** The node as n8n gives it to agents: it looks at the routing of its options only. */
export const TOOL_TYPE = `${NODE_TYPE}Tool`;
const START_TYPE = 'n8n-nodes-base.manualTrigger';
const WORKFLOW_ID = 'workflow';

type BinaryMode = 'default' | 'filesystem';

/** Where n8n keeps binary data: in memory, or on disk. */
export const BINARY_MODES: BinaryMode[] = ['default', 'filesystem'];

/** Every line that n8n would have written at debug level, with all that goes into it. */
const logLines: string[] = [];

const log = (level: string) => (message: string, metadata?: object) => {
	logLines.push(`${level} ${message} ${metadata ? inspect(metadata, { depth: 12 }) : ''}`);
};

const logger = {
	error: log('error'),
	warn: log('warn'),
	info: log('info'),
	debug: log('debug'),
	scoped: () => logger,
};

const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** As n8n's server loads a declarative node: it gets the fields of declarative nodes, and an `execute`. */
function loadDeclarative(type: INodeType): INodeType {
	DirectoryLoader.applyDeclarativeNodeOptionParameters(type);
	type.execute = async function (this: unknown) {
		return (await new RoutingNode(this as ExecuteContext, type).runNode()) ?? [];
	};
	return type;
}

const loaded = new Map<string, INodeType>([
	[START_TYPE, start],
	[NODE_TYPE, loadDeclarative(new MercadoLibre())],
	[TOOL_TYPE, loadDeclarative(Object.assign(new MercadoLibre(), { customOperations: undefined }))],
]);

const nodeTypes: INodeTypes = {
	getByName: (name) => nodeTypes.getByNameAndVersion(name),
	getByNameAndVersion: (name) => {
		const type = loaded.get(name);
		if (!type) throw new UnexpectedError(`There is no node type ${name}`);
		return type;
	},
	getKnownTypes: () => ({}),
};

export interface WorkflowToRun {
	nodes: INode[];
	connections: IConnections;
	/** What the first node hands out. */
	items?: INodeExecutionData[];
}

export class Engine {
	readonly credentials = new MemoryCredentials();

	private readonly folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));

	private executions = 0;

	/** Files that were opened to be read. */
	private readonly opened: Readable[] = [];

	private constructor() {
		process.env.N8N_USER_FOLDER = this.folder;
		LoggerProxy.init(logger);
		Container.set(Logger, logger as unknown as Logger);
		Container.set(ErrorReporter, new ErrorReporter(logger as never, {} as never));
	}

	static async start(): Promise<Engine> {
		const engine = new Engine();
		await engine.setBinaryMode('default');
		const service = Container.get(BinaryDataService);
		const open = service.getAsStream.bind(service);
		service.getAsStream = async (...parameters) => {
			const stream = await open(...parameters);
			engine.opened.push(stream);
			return stream;
		};
		return engine;
	}

	/** How many of the files that a node opened since this was asked last are still open, and stay so. */
	async filesLeftOpen(): Promise<number> {
		const opened = this.opened.splice(0);
		const open = () => opened.filter(({ destroyed }) => !destroyed).length;
		for (let tries = 0; open() > 0 && tries < 300; tries++) await sleep(100);
		return open();
	}

	close(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** The lines of the log since this was asked last. */
	takeLog(): string[] {
		return logLines.splice(0);
	}

	async setBinaryMode(mode: BinaryMode): Promise<void> {
		Container.get(BinaryDataConfig).mode = mode;
		await Container.get(BinaryDataService).init();
	}

	/** A file as an earlier node would have handed it on. */
	async storeFile(
		content: Buffer,
		{ fileName, mimeType }: { fileName: string; mimeType: string },
	): Promise<IBinaryData> {
		return await Container.get(BinaryDataService).store(
			{ type: 'execution', workflowId: WORKFLOW_ID, executionId: 'earlier' },
			content,
			{ data: '', fileName, mimeType },
		);
	}

	async readFile(binary: IBinaryData): Promise<Buffer> {
		return await Container.get(BinaryDataService).getAsBuffer(binary);
	}

	/** Starts a workflow at its first node. `finished` never rejects: errors are in the result, as n8n keeps them. */
	run({ nodes, connections, items = [{ json: {} }] }: WorkflowToRun): {
		finished: Promise<IRun>;
		cancel: () => void;
	} {
		const workflow = this.workflow(nodes, connections);
		const mode = 'manual';
		const additionalData = this.additionalData(mode, nodes);
		const execution = new WorkflowExecute(additionalData, mode).run({
			workflow,
			pinData: { [nodes[0].name]: items },
		});
		return { finished: execution, cancel: () => execution.cancel() };
	}

	/** What the editor shows in the list of a resource locator. */
	async listSearch(
		method: string,
		credential: INodeCredentialsDetails,
		filter?: string,
	): Promise<INodeListSearchResult> {
		const node: INode = {
			id: 'list',
			name: 'Mercado Libre',
			type: NODE_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			credentials: { [CREDENTIAL_TYPE]: credential },
		};
		const context = new LoadOptionsContext(
			this.workflow([node], {}),
			node,
			this.additionalData('internal', [node]),
			'',
		);
		const search = nodeTypes.getByNameAndVersion(NODE_TYPE).methods?.listSearch?.[method];
		if (!search) throw new UnexpectedError(`There is no list ${method}`);
		return await search.call(context, filter);
	}

	/** A field of the credential with its expressions resolved, as n8n's OAuth2 reads it. */
	async credentialFields(credential: INodeCredentialsDetails): Promise<IDataObject> {
		const data = this.additionalData('internal', []);
		return (await this.credentials.getDecrypted(
			data,
			credential,
			CREDENTIAL_TYPE,
			'internal',
		)) as IDataObject;
	}

	/** The credential's test request, sent as n8n's credential test does. Rejects where n8n shows an error. */
	async testCredential(credential: INodeCredentialsDetails): Promise<IDataObject> {
		const type = `${NODE_TYPE}.credentialTest`;
		const [property] = this.credentials
			.getCredentialsProperties(CREDENTIAL_TYPE)
			.filter(({ type: kind }) => kind === 'notice');
		const { test } = new (
			await import('../../../credentials/MercadoLibreOAuth2Api.credentials')
		).MercadoLibreOAuth2Api();
		loaded.set(
			type,
			loadDeclarative({
				description: {
					...start.description,
					name: 'credentialTest',
					inputs: [NodeConnectionTypes.Main],
					credentials: [{ name: CREDENTIAL_TYPE, required: true }],
					requestDefaults: {},
					properties: [
						{
							...property,
							name: 'temp',
							type: 'string',
							routing: { request: test.request },
						},
					],
				},
			}),
		);
		const { finished } = this.run(oneNode(type, {}, credential));
		const run = await finished;
		const { error, runData } = run.data.resultData;
		if (error) throw error;
		return runData[NODE][0].data!.main[0]![0].json;
	}

	private workflow(nodes: INode[], connections: IConnections): Workflow {
		return new Workflow({
			id: WORKFLOW_ID,
			name: 'Test',
			nodes,
			connections,
			active: false,
			nodeTypes,
			settings: { executionOrder: 'v1' },
		});
	}

	private additionalData(
		mode: WorkflowExecuteMode,
		nodes: INode[],
	): IWorkflowExecuteAdditionalData {
		const executionId = String(++this.executions);
		const base = 'http://n8n.test/';
		return {
			credentialsHelper: this.credentials,
			executionId,
			hooks: new ExecutionLifecycleHooks(mode, executionId, {
				id: WORKFLOW_ID,
				name: 'Test',
				active: false,
				isArchived: false,
				activeVersionId: null,
				createdAt: new Date(),
				updatedAt: new Date(),
				nodes,
				connections: {},
			}),
			currentNodeExecutionIndex: 0,
			instanceBaseUrl: base,
			restApiUrl: `${base}rest`,
			formWaitingBaseUrl: `${base}form-waiting`,
			webhookWaitingBaseUrl: `${base}webhook-waiting`,
			variables: {},
		} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData;
	}
}

/** The name of the node under test in a workflow of one node. */
export const NODE = 'Mercado Libre';

/** A workflow that hands its items to one node. */
export function oneNode(
	type: string,
	parameters: INodeParameters,
	credential: INodeCredentialsDetails,
	settings: Partial<INode> = {},
): WorkflowToRun {
	const nodes: INode[] = [
		{
			id: 'start',
			name: 'Start',
			type: START_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'node',
			name: NODE,
			type,
			typeVersion: 1,
			position: [200, 0],
			parameters,
			credentials: { [CREDENTIAL_TYPE]: credential },
			...settings,
		},
	];
	const connections: IConnections = {
		Start: { main: [[{ node: NODE, type: NodeConnectionTypes.Main, index: 0 }]] },
	};
	return { nodes, connections };
}
