const { default: Sequencer } = require('@jest/test-sequencer');

/** First the files that noticed the last mutant, since the next one is near it; then the fastest. */
module.exports = class extends Sequencer {
	sort(tests) {
		const rank = (test) => (this.hasFailed(test) ? -1 : (this.time(test) ?? 0));
		return [...tests].sort((a, b) => rank(a) - rank(b));
	}
};
