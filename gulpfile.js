const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src, watch } = require('gulp');

const nodeAssets = ['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

async function compile() {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });
}

/** Codex files (what n8n's search knows of a node) and output schemas lie beside the compiled nodes. */
function copyNodeAssets() {
	return src(nodeAssets, { base: 'nodes' }).pipe(dest('dist/nodes'));
}

/** Icons are referred to as `file:../../icons/…` from nodes and `file:../icons/…` from the credential. */
function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

exports.build = series(clean, parallel(compile, copyNodeAssets, copyIcons));
exports.watch = () =>
	watch(['nodes/**', 'credentials/**', 'icons/**'], { ignoreInitial: false }, exports.build);
exports.default = exports.build;
