import { poolOf } from './pacing/pool';
import type { Session } from './session';

/** A moment of our clock (now unless given) on Mercado Libre's clock, in ms since the epoch. */
export const serverNow = ({ account }: Session, moment = new Date()): number =>
	poolOf(account, 'read').serverTime(moment).getTime();

/** The API gives times in whole seconds. */
export const CLOCK_TOLERANCE_MS = 5_000;

/** Whether the API dates something (ISO 8601) at or after a moment of our clock, whatever its own clock shows. */
export const isSince = (session: Session, date: string | null | undefined, since: Date): boolean =>
	Date.parse(String(date)) >= serverNow(session, since) - CLOCK_TOLERANCE_MS;
