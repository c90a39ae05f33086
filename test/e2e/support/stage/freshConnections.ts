import http from 'node:http';

/**
 * A connection for each request: on a busy machine a suite may be unable to do anything for longer than n8n keeps an
 * idle connection (5 s), and would then send its next request into one that n8n has closed.
 */
http.globalAgent = new http.Agent({ keepAlive: false });
