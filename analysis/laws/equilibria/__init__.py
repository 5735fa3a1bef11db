"""Published equilibria of the economics of AI content, laid beside what the economy of this project does."""
