// What an integration test needs: a local Mercado Libre, n8n's engine, and connected accounts of both families.
import type {
	IBinaryKeyData,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeCredentialsDetails,
	INodeExecutionData,
	INodeParameters,
	IRun,
} from 'n8n-workflow';
import { SEARCH_ORDERS } from '../../../nodes/MercadoLibre/sales/orderSearch';
import { startSandbox } from '../../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../../sandbox/mercadolibre/server.ts';
import { Engine, NODE, NODE_TYPE, oneNode, TOOL_TYPE } from './engine';

export const GLOBAL_SELLER = 523132944;
export const LOCAL_SELLER = 415458330;
export const BUYER = 441782523;
export const APPLICATION = { clientId: '1344270061107690', clientSecret: 'sandbox-secret' };

// No test waits for the minute of a call that has a limit of its own either.
SEARCH_ORDERS.perMinute = { globalSelling: 1_000_000 };

export type Family = 'globalSelling' | 'local';
export const FAMILIES: Family[] = ['globalSelling', 'local'];
export const sellerOf = (family: Family) => (family === 'local' ? LOCAL_SELLER : GLOBAL_SELLER);

/** An error as n8n keeps it with the execution and shows it in the editor. */
export interface ShownError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	stack?: string;
	context?: IDataObject;
}

export class Run {
	constructor(readonly data: IRun) {}

	private get task() {
		return this.data.data.resultData.runData[NODE]?.[0];
	}

	/** What the node handed out; the second output is there when errors have an output of their own. */
	output(index = 0): INodeExecutionData[] {
		return this.task?.data?.main[index] ?? [];
	}

	get items(): IDataObject[] {
		return this.output().map(({ json }) => json);
	}

	/** The index of the input item that each item came from. */
	get pairedItems(): unknown[] {
		return this.output().map(
			({ pairedItem }) => (pairedItem as { item: number } | undefined)?.item,
		);
	}

	get binary(): IBinaryKeyData {
		return this.output()[0]?.binary ?? {};
	}

	/** What n8n says above the output. */
	get hints() {
		return this.task?.hints ?? [];
	}

	get error(): ShownError | undefined {
		return this.data.data.resultData.error as ShownError | undefined;
	}

	/** The error of a run that must have failed. */
	get failure(): ShownError {
		if (!this.error) throw new Error(`The run did not fail: ${JSON.stringify(this.items)}`);
		return this.error;
	}

	/** This run, which must not have failed. */
	get done(): this {
		if (this.error) throw new Error(`${this.error.message}\n${this.error.description}`);
		return this;
	}
}

export interface RunOptions {
	account?: Family;
	/** A credential made by `connect`, instead of the account's usual one. */
	credential?: INodeCredentialsDetails;
	/** `json` of the input items, or items with binary data. */
	items?: (IDataObject | INodeExecutionData)[];
	node?: Partial<INode>;
	/** n8n's "Options" of a declarative node. */
	requestOptions?: IDataObject;
	/** Whether the routing engine runs the node, as it does for agents. */
	asTool?: boolean;
}

const isItem = (item: IDataObject | INodeExecutionData): item is INodeExecutionData =>
	'json' in item && typeof item.json === 'object';

export class Harness {
	constructor(
		readonly engine: Engine,
		private readonly sandbox: RunningSandbox,
	) {}

	private readonly accounts = new Map<Family, INodeCredentialsDetails>();

	get control() {
		return this.sandbox.control;
	}

	get url() {
		return this.sandbox.url;
	}

	/** A credential as it is after "Connect"; fields of it can be given other values. */
	connect(
		family: Family,
		{ userId = sellerOf(family), ...overrides }: IDataObject & { userId?: number } = {},
	): INodeCredentialsDetails {
		return this.engine.credentials.add({
			...APPLICATION,
			accountType: family,
			site: 'MLB',
			environment: 'custom',
			apiBaseUrl: this.url,
			authBaseUrl: this.url,
			// So that no test waits for its turn; pacing has tests of its own.
			requestsPerMinute: 1_000_000,
			oauthTokenData: this.control.issueToken({ userId }) as unknown as IDataObject,
			...overrides,
		} as ICredentialDataDecryptedObject);
	}

	/** The usual credential of a family; connected once a test. */
	account(family: Family): INodeCredentialsDetails {
		const known = this.accounts.get(family);
		if (known) return known;
		const credential = this.connect(family);
		this.accounts.set(family, credential);
		return credential;
	}

	start(
		operation: string,
		parameters: IDataObject = {},
		{
			account = 'globalSelling',
			credential,
			items,
			node,
			requestOptions = {},
			asTool,
		}: RunOptions = {},
	): { finished: Promise<Run>; cancel: () => void } {
		const [resource, name] = operation.split('.');
		const workflow = oneNode(
			asTool ? TOOL_TYPE : NODE_TYPE,
			{ resource, operation: name, requestOptions, ...parameters } as INodeParameters,
			credential ?? this.account(account),
			// Tools hand errors out as items, unless told otherwise.
			{ ...(asTool && { onError: 'stopWorkflow' }), ...node },
		);
		const { finished, cancel } = this.engine.run({
			...workflow,
			...(items && { items: items.map((item) => (isItem(item) ? item : { json: item })) }),
		});
		return { finished: finished.then((run) => new Run(run)), cancel };
	}

	/** Runs an operation, such as `message.send`, once for every input item. */
	async run(operation: string, parameters?: IDataObject, options?: RunOptions): Promise<Run> {
		return await this.start(operation, parameters, options).finished;
	}

	/** What the API was asked, in order: `GET /path?name=value`, the query by name, and without those about the account itself. */
	asked(): string[] {
		return this.apiRequests().map(({ method, path, query }) => {
			const sorted = new URLSearchParams(query as Record<string, string>);
			sorted.sort();
			return `${method} ${path}${sorted.size ? `?${decodeURIComponent(sorted.toString())}` : ''}`;
		});
	}

	/** The bodies of what was written. */
	bodies(): unknown[] {
		return this.apiRequests()
			.filter(({ method }) => method !== 'GET')
			.map(({ body }) => body);
	}

	private apiRequests() {
		const ofAccounts = ['/oauth/token', '/users/me'];
		return this.control.requests().filter(({ path }) => !ofAccounts.includes(path));
	}

	/** For a new test: the marketplace as at the start, no faults, new tokens. */
	reset(): void {
		this.control.reset();
		this.control.setOrderSearchLimit(null);
		this.accounts.clear();
		this.engine.takeLog();
	}
}

/** Starts everything for a test file and stops it at its end; every test begins with a fresh marketplace. */
export function useHarness(): Harness {
	let harness: Harness | undefined;
	let close: () => Promise<void>;
	beforeAll(async () => {
		const sandbox = await startSandbox();
		const engine = await Engine.start();
		harness = new Harness(engine, sandbox);
		close = async () => {
			engine.close();
			await sandbox.close();
		};
	});
	beforeEach(() => harness!.reset());
	afterAll(() => close());
	return new Proxy({} as Harness, {
		get: (_, name) => {
			const value = Reflect.get(harness!, name, harness);
			return typeof value === 'function' ? value.bind(harness) : value;
		},
	});
}

/** A resource locator that holds an id. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value });
