/** The parts of n8n's request object that tell where it came from. */
interface Request {
	ip?: string;
	/** Where n8n trusts proxies: the addresses they name, the first one farthest away. */
	ips?: string[];
}

/** An IPv4 address is the same in its IPv6 form. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Whether a request comes from one of the addresses in a text, separated by commas, spaces or lines; without any, always. */
export function comesFrom({ ip = '', ips = [] }: Request, list: unknown): boolean {
	const allowed = String(list ?? '')
		.split(/[\s,;]/)
		.map(plain)
		.filter(Boolean);
	return allowed.length === 0 || [ip, ...ips].some((address) => allowed.includes(plain(address)));
}
