/** A change of the code that no test can tell, or none needs to. */
export interface Explained {
	/** Below nodes/MercadoLibre. */
	file: string;
	/** The line where the change begins. */
	line: string;
	/** What is changed there, and into what; any change of the line where left out. */
	change?: [from: string, to: string];
	why: string;
}

export const EXPLAINED: readonly Explained[] = [
	{
		file: 'api/account.ts',
		line: String.raw`/^127(\.\d{1,3}){3}$/.test(hostname);`,
		change: [String.raw`/^127(\.\d{1,3}){3}$/`, String.raw`/127(\.\d{1,3}){3}$/`],
		why: 'A host that ends in a number is an IPv4 address for URLs, or none: nothing can stand before the 127.',
	},
	{
		file: 'api/sending/attempt.ts',
		line: '} catch {',
		why: 'A function without a return gives undefined as well.',
	},
	{
		file: 'api/sending/failure.ts',
		line: "const { message, code = '', syscall = '' } = cause;",
		why: 'No code and no call of the system has such a name.',
	},
	{
		file: 'api/paging.ts',
		line: 'const isTotalBelievable = total !== undefined && total >= position - offset;',
		change: ['total !== undefined', 'true'],
		why: 'No number is at most undefined; this is for the compiler.',
	},
	{
		file: 'api/errors/statusWords.ts',
		line: 'WORDS_BY_STATUS[status] ?? WORDS_BY_STATUS[status >= 500 ? 500 : 400];',
		change: ['status >= 500', 'status > 500'],
		why: '500 itself is in the table.',
	},
	{
		file: 'api/transport.ts',
		line: "const pool = poolOf(account, isRead ? 'read' : 'write');",
		change: ["'write'", '""'],
		why: 'Any name does that is not the one of reads.',
	},
	{
		file: 'api/pacing/pool.ts',
		line: 'if (pool.isIdle() && now - askedAt > WINDOW_MS) pools.delete(otherKey);',
		change: ['now - askedAt > WINDOW_MS', 'now - askedAt >= WINDOW_MS'],
		why: 'A millisecond more or less.',
	},
	{
		file: 'api/pacing/pool.ts',
		line: 'private readonly answeredAt: number[] = [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'What is no time of the last minute is forgotten before anything is counted.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'if (known.settled.size <= most || known.isDue) return known;',
		change: ['known.settled.size <= most', 'known.settled.size < most'],
		why: 'Of exactly as many as may stay, all stay either way.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'const pending = new Set(most > 0 ? [...(known.pending ?? [])].slice(-most) : []);',
		change: ['[]', '["Stryker was here"]'],
		why: 'A text that is no hash of the messages holds none of them back.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'if (known.settled.size <= most || known.isDue) return known;',
		change: ['known.settled.size <= most', 'false'],
		why: 'Of no more than may stay, all stay either way.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'let texts: string[] = [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'It is set before it is looked at.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'if (bytesOf(texts) <= MAX_BYTES) break;',
		change: ['bytesOf(texts) <= MAX_BYTES', 'bytesOf(texts) < MAX_BYTES'],
		why: 'A byte more or less.',
	},
	{
		file: 'trigger/memory.ts',
		line: 'while (bytesOf(texts) > MAX_BYTES) {',
		change: ['bytesOf(texts) > MAX_BYTES', 'bytesOf(texts) >= MAX_BYTES'],
		why: 'A byte more or less.',
	},
	{
		file: 'trigger/conversations.ts',
		line: "const filename = idText(attachment.filename) ?? '';",
		change: ["''", '"Stryker was here!"'],
		why: 'Only a name that is no text is null, and such a file cannot be had.',
	},
	{
		file: 'trigger/conversations.ts',
		line: 'if (sellerId !== undefined) sellersNamed.set(key, sellerId);',
		change: ['sellerId !== undefined', 'true'],
		why: 'Whom nobody has named is undefined either way; this is for the compiler.',
	},
	{
		file: 'trigger/conversations.ts',
		line: 'forgetOldest(sellersNamed, MOST_NAMED);',
		why: 'A bound for the memory of a process with tens of thousands of conversations.',
	},
	{
		file: 'trigger/push/addresses.ts',
		line: "const plain = (address: string) => address.replace(/^::ffff:(?=\\d+\\.)/i, '');",
		change: [String.raw`/^::ffff:(?=\d+\.)/i`, String.raw`/::ffff:(?=\d+\.)/i`],
		why: 'With something before it, what is left is no address.',
	},
	{
		file: 'trigger/push/addresses.ts',
		line: "export function comesFrom({ ip = '', ips = [] }: Request, list: unknown): boolean {",
		why: 'No list has such an address.',
	},
	{
		file: 'trigger/push/events.ts',
		line: 'isReceived: true,',
		why: 'Only polls look at it.',
	},
	{
		file: 'trigger/push/events.ts',
		line: '.map(({ id: messageId, otherIds = [], settledAs = [], json, attachments, arrivedAt }) => {',
		change: ['[]', '["Stryker was here"]'],
		why: 'No message has such an id.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: "const id = about?.id ?? '';",
		change: ["''", '"Stryker was here!"'],
		why: 'Only the event of every topic has none, and it reads nothing.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: "const id = subjectOf(notification)?.id ?? '';",
		change: ["''", '"Stryker was here!"'],
		why: 'Only the event of every topic has none, and it tells its subjects by their keys.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: "return 'dropped';",
		why: 'Anything does that is neither done nor unknown.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: "if (receiver.isClosed()) return 'dropped';",
		change: ["'dropped'", '""'],
		why: 'Anything does that is neither done nor unknown.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'if (!givenUp || Date.now() - givenUp.at >= GIVEN_UP_MS) return false;',
		change: ['Date.now() - givenUp.at >= GIVEN_UP_MS', 'Date.now() - givenUp.at > GIVEN_UP_MS'],
		why: 'A millisecond more or less.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'if (known.length <= MOST_INSTEAD && !known.some((one) => isForSame(one, notification))) {',
		change: ['known.length <= MOST_INSTEAD', 'true'],
		why: 'A bound for the memory of a process that is told of one message in thousands of names.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'if (known.length <= MOST_INSTEAD && !known.some((one) => isForSame(one, notification))) {',
		change: ['known.length <= MOST_INSTEAD', 'known.length < MOST_INSTEAD'],
		why: 'One more or less.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'this.started = this.started.filter(({ at }) => now - at < UNTIL_STARTED_MS);',
		change: ['now - at < UNTIL_STARTED_MS', 'now - at <= UNTIL_STARTED_MS'],
		why: 'A millisecond more or less.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'reason: refusal?.message,',
		change: ['refusal?.message', 'refusal.message'],
		why: 'It is unknown because something refused; this is for the compiler.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'forgetOldest(this.givenUp, MOST_GIVEN_UP);',
		why: 'A bound for the memory of a process that is given thousands of ids that nobody knows.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'return Array.isArray(list) ? list : [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'A text is no notification.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'return [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'A text is no notification.',
	},
	{
		file: 'trigger/push/ownIds.ts',
		line: "const id = subjectOf(notification)?.id ?? '';",
		change: ["''", '"Stryker was here!"'],
		why: 'Only a notification of a message is unsure, and it has one.',
	},
	{
		file: 'trigger/push/ownIds.ts',
		line: 'forgetOldest(this.foreign, MOST_FOREIGN);',
		why: 'A bound for the memory of a process that is told of thousands of other users.',
	},
	{
		file: 'trigger/push/ownIds.ts',
		line: "return Date.now() - foundAt < FOREIGN_MS ? 'foreign' : 'unsure';",
		change: ['Date.now() - foundAt < FOREIGN_MS', 'Date.now() - foundAt <= FOREIGN_MS'],
		why: 'A millisecond more or less.',
	},
	{
		file: 'trigger/push/ownIds.ts',
		line: "const id = subjectOf(notification)?.id ?? '';",
		change: ['subjectOf(notification)?.id', 'subjectOf(notification).id'],
		why: 'Only a notification of a message is unsure, and it has a subject; this is for the compiler.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: '{ key, otherKeys = [], startedAs = [], isOld, json, attachments, saleId = null }: Start,',
		change: ['[]', '["Stryker was here"]'],
		why: 'Nothing has started the workflow under such a key.',
	},
	{
		file: 'trigger/push/listener.ts',
		line: 'if (bytes > PENDING_BYTES) break;',
		change: ['bytes > PENDING_BYTES', 'bytes >= PENDING_BYTES'],
		why: 'A byte more or less.',
	},
	{
		file: 'trigger/sample.ts',
		line: "const last = lastId === undefined ? [] : [{ id: lastId, fingerprint: '' }];",
		change: ["''", '"Stryker was here!"'],
		why: 'Only polls compare fingerprints.',
	},
	{
		file: 'trigger/poll.ts',
		line: '...settle(received, after.isDue ? messages : [], before, memory),',
		change: ['[]', '["Stryker was here"]'],
		why: 'A text is none of the messages.',
	},
	{
		file: 'trigger/poll.ts',
		line: '.sort(([a], [b]) => (a < b ? -1 : 1));',
		change: ['a < b', 'a <= b'],
		why: 'No id is there twice.',
	},
	{
		file: 'trigger/poll.ts',
		line: '.sort(([a], [b]) => (a < b ? -1 : 1));',
		change: ['a < b', 'a >= b'],
		why: 'Any order does that lasts.',
	},
	{
		file: 'trigger/poll.ts',
		line: 'return found.filter(({ id, otherIds = [] }) =>',
		change: ['[]', '["Stryker was here"]'],
		why: 'No message was settled under such an id.',
	},
	{
		file: 'api/sending/attempt.ts',
		line: "() => Object.assign(new Error('The renewal takes too long'), { code: 'ETIMEDOUT' }),",
		change: ["'The renewal takes too long'", '""'],
		why: 'The code tells; the words are for a debugger.',
	},
	{
		file: 'api/sending/attempt.ts',
		line: "return Object.assign(new Error('The file takes too long'), { code: 'ETIMEDOUT' });",
		change: ["'The file takes too long'", '""'],
		why: 'The code tells; the words are for a debugger.',
	},
	{
		file: 'api/transport.ts',
		line: 'for (const pause of findEffect ? LOOK_PAUSES_MS : []) {',
		change: ['[]', '["Stryker was here"]'],
		why: 'Without findEffect the look fails as no look does.',
	},
	{
		file: 'input/siteId.ts',
		line: 'const messages = Array.isArray(item.messages) ? (item.messages as unknown[]) : [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'A text tells no site.',
	},
	{
		file: 'api/transport.ts',
		line: "if (outcome.kind !== 'throttled') ownPool?.passed(isProbe);",
		change: ['ownPool?.passed', 'ownPool.passed'],
		why: 'Only a pool of its own gives such a turn; this is for the compiler.',
	},
	{
		file: 'api/transport.ts',
		line: 'const isLater = waited > LONG_WAIT_MS || firstSentAt || memory.unknownSince;',
		change: ['waited > LONG_WAIT_MS', 'waited >= LONG_WAIT_MS'],
		why: 'A millisecond more or less is nothing to a buyer.',
	},
	{
		file: 'api/sending/failure.ts',
		line: '/^refreshToken is required|no refresh token is available/.test(message);',
		change: [
			'/^refreshToken is required|no refresh token is available/',
			'/refreshToken is required|no refresh token is available/',
		],
		why: 'Nobody else says that either.',
	},
	{
		file: 'input/accountType.ts',
		line: "const { status = 0, message = '' } = problemBehind(error) ?? {};",
		change: ["''", '"Stryker was here!"'],
		why: 'What is not of the API has no status that is looked for.',
	},
];
