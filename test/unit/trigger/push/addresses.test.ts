import { comesFrom } from '../../../../nodes/MercadoLibre/trigger/push/addresses';

const LIST = '54.88.218.97, 18.215.140.160\n18.213.114.129;2001:db8::1';

test.each([
	['54.88.218.97', true],
	['::ffff:18.213.114.129', true],
	['2001:db8::1', true],
	['54.88.218.9', false],
	['', false],
	[undefined, false],
])('%s: %s', (ip, expected) => {
	expect(comesFrom({ ip }, LIST)).toBe(expected);
});

test('the addresses that trusted proxies name count, too', () => {
	expect(comesFrom({ ip: '10.0.0.1', ips: ['54.88.218.97', '10.0.0.1'] }, LIST)).toBe(true);
});

test.each(['', '  \n', undefined, null])('without a list (%j) from everywhere', (list) => {
	expect(comesFrom({ ip: '203.0.113.9' }, list)).toBe(true);
	expect(comesFrom({}, list)).toBe(true);
});
