package dev.trainyard.cluster.controllers;

/** One duty being done. Made first, so that it hears of everything; started when the shared watches are complete. */
interface Controller extends AutoCloseable {
    void start();

    @Override
    void close();
}
