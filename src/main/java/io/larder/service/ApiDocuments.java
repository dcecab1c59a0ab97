package io.larder.service;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The OpenAPI document as the build has written it, read when somebody asks.
 *
 * <p>Quarkus would read, check and write it anew at each start, for filters that only run then. There are none here,
 * and it takes a fifth of the time of a start.
 */
@Alternative
@Unremovable
@Priority(1)
@ApplicationScoped
public class ApiDocuments extends OpenApiDocumentService {

    // This class is there before Quarkus looks for the document; so it finds none, and has none to read.
    static {
        OpenApiConstants.classLoader = new URLClassLoader(new URL[0], null);
    }

    @Override
    public byte[] getDocument(String name, Format format) {
        String file = OpenApiConstants.BASE_NAME + '.' + format.name();
        try (InputStream in = ApiDocuments.class.getClassLoader().getResourceAsStream(file)) {
            return in == null ? super.getDocument(name, format) : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
