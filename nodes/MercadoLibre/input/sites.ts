/**
 * The countries of Mercado Libre by `site_id`, each with its authorization server.
 * Source: Mercado Libre's documentation of authentication and authorization.
 */
export const SITES = {
	MLA: { country: 'Argentina', authorization: 'https://auth.mercadolibre.com.ar' },
	MBO: { country: 'Bolivia', authorization: 'https://auth.mercadolibre.com.bo' },
	MLB: { country: 'Brazil', authorization: 'https://auth.mercadolivre.com.br' },
	MLC: { country: 'Chile', authorization: 'https://auth.mercadolibre.cl' },
	MCO: { country: 'Colombia', authorization: 'https://auth.mercadolibre.com.co' },
	MCR: { country: 'Costa Rica', authorization: 'https://auth.mercadolibre.com.cr' },
	MRD: { country: 'Dominican Republic', authorization: 'https://auth.mercadolibre.com.do' },
	MEC: { country: 'Ecuador', authorization: 'https://auth.mercadolibre.com.ec' },
	MLM: { country: 'Mexico', authorization: 'https://auth.mercadolibre.com.mx' },
	MPA: { country: 'Panama', authorization: 'https://auth.mercadolibre.com.pa' },
	MPY: { country: 'Paraguay', authorization: 'https://auth.mercadolibre.com.py' },
	MPE: { country: 'Peru', authorization: 'https://auth.mercadolibre.com.pe' },
	MLU: { country: 'Uruguay', authorization: 'https://auth.mercadolibre.com.uy' },
	MLV: { country: 'Venezuela', authorization: 'https://auth.mercadolibre.com.ve' },
} as const;

/** The sites that Global Selling sells to (document 000, `site_id`). */
export const GLOBAL_SELLING_SITES = ['MLB', 'MLC', 'MCO', 'MLM'] as const;

export const siteOptions = (siteIds: readonly (keyof typeof SITES)[]) =>
	siteIds.map((siteId) => ({ name: `${SITES[siteId].country} (${siteId})`, value: siteId }));
