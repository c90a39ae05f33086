// Loaded into n8n before anything else. The channel to the process that started n8n closes when that process dies, by
// whatever means: then n8n and its task runner, which are a process group of their own, must not live on.
if (process.channel) {
	process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
	process.channel.unref();
}
