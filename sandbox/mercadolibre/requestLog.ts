// What came in and what was answered, for tests and the benchmark to look at.

export interface LogEntry {
	id: number;
	/** Milliseconds since the epoch. */
	at: number;
	/** When the last of the answer was sent, or the connection had ended, likewise. */
	endedAt?: number;
	method: string;
	path: string;
	query: unknown;
	headers: Record<string, unknown>;
	body: unknown;
	/** 0: not answered (yet). */
	status: number;
	userId: number | null;
	/** The application that the token was issued to. */
	clientId: string | null;
	/** Of an unread list: how many conversations it shows, of how many. */
	listed?: { shown: number; unread: number };
}

const MOST_ENTRIES = 100_000;

/** The end is left to see which token it was. */
const maskAuthorization = (value: string) => value.replace(/^(\w+ )?(.*?)(.{0,4})$/, '$1***$3');

export class RequestLog {
	private entries: LogEntry[] = [];
	private lastId = 0;
	private byStatus: Record<string, number> = {};
	private byRoute: Record<string, number> = {};
	private inFlight = 0;
	private maxInFlight = 0;
	tokenRefreshes = 0;
	unknownRoutes = 0;

	begin(
		method: string,
		url: string,
		route: string | undefined,
		query: unknown,
		headers: Record<string, unknown>,
	): LogEntry {
		this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight);
		const routeKey = `${method} ${route ?? '(unknown)'}`;
		this.byRoute[routeKey] = (this.byRoute[routeKey] ?? 0) + 1;
		if (route === undefined) this.unknownRoutes++;

		const mark = url.indexOf('?');
		const entry: LogEntry = {
			id: ++this.lastId,
			at: Date.now(),
			method,
			path: mark < 0 ? url : url.slice(0, mark),
			query,
			headers:
				typeof headers.authorization === 'string'
					? { ...headers, authorization: maskAuthorization(headers.authorization) }
					: headers,
			body: undefined,
			status: 0,
			userId: null,
			clientId: null,
		};
		this.entries.push(entry);
		if (this.entries.length > MOST_ENTRIES) this.entries.splice(0, MOST_ENTRIES / 2);
		return entry;
	}

	end(entry: LogEntry): void {
		this.inFlight--;
		entry.endedAt = Date.now();
		this.byStatus[entry.status] = (this.byStatus[entry.status] ?? 0) + 1;
	}

	/** `since`: an entry's id (those after it), or a time in milliseconds. */
	list(since = 0): LogEntry[] {
		const isTime = since > 1e12;
		return this.entries.filter((entry) => (isTime ? entry.at >= since : entry.id > since));
	}

	stats() {
		return {
			total: Object.values(this.byRoute).reduce((sum, count) => sum + count, 0),
			byStatus: { ...this.byStatus },
			byRoute: { ...this.byRoute },
			tokenRefreshes: this.tokenRefreshes,
			inFlight: this.inFlight,
			maxInFlight: this.maxInFlight,
			unknownRoutes: this.unknownRoutes,
		};
	}

	clear(): void {
		this.entries = [];
		this.byStatus = {};
		this.byRoute = {};
		this.maxInFlight = this.inFlight;
		this.tokenRefreshes = 0;
		this.unknownRoutes = 0;
	}
}
