// Loaded into n8n before anything else. Writes down each save of what a poll leads to, when it begins and when it is
// done: the trigger's memory (static data, or a durable cursor) and the execution. Kills n8n at one of these moments
// when a file names it. All of it at once and to the disk, so that the kill itself loses nothing.
const { appendFileSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const { Database } = require('../../sandbox/n8n/node_modules/sqlite3');

const folder = process.env.HISTORIES_FOLDER;

// With durable cursors the static data is no more than a copy.
const hasCursors = process.env.N8N_POLLER_DURABLE_CURSORS_ENABLED === 'true';

const statements = [
	[
		hasCursors
			? /^UPDATE "poller_state" SET "cursor"/
			: /^UPDATE "workflow_entity" SET "staticData"/,
		'memory',
	],
	[/^INSERT INTO "execution_entity"/, 'execution'],
	[/^INSERT INTO "execution_data"/, 'executionData'],
];

const moments = {
	'memory begun': 'beforeMemory',
	'memory done': 'afterMemory',
	'execution begun': 'beforeExecution',
	'executionData written': 'insideExecution',
	'execution done': 'afterExecution',
};

/** What the open transaction of a connection has written so far. */
const transactions = new WeakMap();

function note(...entries) {
	for (const entry of entries)
		appendFileSync(join(folder, 'saves.jsonl'), `${JSON.stringify(entry)}\n`);
	if (!entries.some(({ save, phase }) => moments[`${save} ${phase}`] === wantedMoment())) return;
	rmSync(join(folder, 'kill'));
	process.kill(process.pid, 'SIGKILL');
}

function wantedMoment() {
	try {
		return readFileSync(join(folder, 'kill'), 'utf8');
	} catch {
		return null;
	}
}

/** Ids of workflows look like that; they are among a statement's values. */
const workflowIn = (values) =>
	values.filter((value) => typeof value === 'string' && /^[A-Za-z0-9]{16}$/.test(value));

for (const method of ['run', 'all']) {
	const original = Database.prototype[method];
	Database.prototype[method] = function (sql, ...rest) {
		const callback = rest.at(-1);
		if (typeof callback !== 'function') return original.call(this, sql, ...rest);
		const afterwards = (react) => {
			rest[rest.length - 1] = function (error, ...results) {
				if (!error) react(this);
				return callback.call(this, error, ...results);
			};
		};
		const written = transactions.get(this);
		const save = statements.find(([pattern]) => pattern.test(sql))?.[1];
		if (/^BEGIN/.test(sql)) afterwards(() => transactions.set(this, []));
		else if (/^(COMMIT|ROLLBACK)/.test(sql)) {
			transactions.delete(this);
			if (/^COMMIT/.test(sql) && written?.length > 0)
				afterwards(() =>
					note(...written.map((entry) => ({ ...entry, at: Date.now(), phase: 'done' }))),
				);
		} else if (save) {
			const entry = {
				at: Date.now(),
				save,
				phase: 'begun',
				candidates: workflowIn(Array.isArray(rest[0]) ? rest[0] : []),
				...(written && { transaction: true }),
			};
			note(entry);
			afterwards(({ lastID }) => {
				if (save === 'execution') entry.execution = String(lastID);
				if (written && save !== 'executionData') written.push(entry);
				note({ ...entry, at: Date.now(), phase: written ? 'written' : 'done' });
			});
		}
		return original.call(this, sql, ...rest);
	};
}
