// Mercado Libre's messaging agents: assistants that stand between buyer and seller (pages mensajeria-post-venta and
// mensagens-post-venta, 2026-04-27).

/** The user id of each country's agent; the pages label the last one "others". */
export const AGENTS: Record<string, number> = {
	MLA: 3037674934,
	MLB: 3037675074,
	MLM: 3037204279,
	MLC: 3020819166,
	MCO: 3037204123,
	MLU: 3037204685,
};

export const agentOf = (siteId: string): number => AGENTS[siteId] ?? AGENTS.MLU;

export const isAgent = (userId: number): boolean => Object.values(AGENTS).includes(userId);
