// The history of notifications that an application did not get (page on notifications, pt 2026-09-14).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.ts';
import { messagesRoute } from './checks.ts';
import { messagesError } from './errors.ts';

/** The page shows 10 as the default and gives no maximum. */
const DEFAULT_LIMIT = 10;

export function registerMissedFeeds(app: FastifyInstance, sandbox: Sandbox): void {
	const answer = async (request: FastifyRequest) => {
		const { app_id, topic, limit, offset, site_id } = request.query as Record<
			string,
			string | undefined
		>;
		if (!app_id) throw messagesError(400, 'The parameter app_id is required');
		if (app_id !== request.caller!.clientId)
			throw messagesError(403, 'The application does not belong to the caller');
		if (topic === 'items' && !site_id)
			throw messagesError(400, 'The parameter site_id is required for the topic items');
		const most = number(limit, DEFAULT_LIMIT);
		const from = number(offset, 0);
		const messages = sandbox.notifications
			.missed(app_id)
			.filter((one) => topic === undefined || one.topic === topic)
			.slice(from, from + Math.min(most, sandbox.marketplace.behaviour.mostMissedFeeds))
			.map(({ entry }) => entry);
		return { messages };
	};
	app.get('/missed_feeds', messagesRoute, answer);
	// The name in examples of Global Selling.
	app.get('/myfeeds', messagesRoute, answer);
}

function number(text: string | undefined, otherwise: number): number {
	const value = Number(text ?? otherwise);
	if (!Number.isInteger(value) || value < 0)
		throw messagesError(400, 'Invalid offset or limit param');
	return value;
}
